// What a learning curve promises.
#pragma once

#include <optional>
#include <span>

#include "search/fitness.h"

namespace efs::search {

/// How low a falling curve (values at epochs 1, 2, ...) may get by `epoch`: the power law
/// a + b t^-c that fits best (least squares, c from 0.25 to 2, later values count more; the family
/// "pow3" of Domhan, Springenberg and Hutter 2015), less two standard deviations of what it leaves
/// unexplained; never above the lowest value so far. Nothing with fewer than four values or one
/// that is not finite.
std::optional<double> lowest_promised(std::span<const double> values, int epoch);

/// The metrics that a trial may have at best at `epoch`: val_loss and val_iou as far as their
/// curves promise, the rest as it is. Nothing where the curves promise nothing.
std::optional<Metrics> best_promised(const study::Trial& trial, int epoch, Judged judged);

}  // namespace efs::search
