// How far a learning curve may still get.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "search/objectives/fitness.h"

namespace efs::search {

/// How low a falling curve (values at epochs 1, 2, ..., none negative) may get by `epoch`: the
/// lower of two bounds, and never above the lowest value so far. One is the power law a + b t^-c
/// that fits best (least squares, c from 0.25 to 2, later values count more; the family "pow3" of
/// Domhan, Springenberg and Hutter 2015), less two standard deviations of its residuals. The other
/// is the last value times the largest fall that any of `others` made from this length to `epoch`:
/// curves fall suddenly, so this one may fall as others did. Nothing with fewer than four values,
/// one that is not finite, or where no other curve got so far.
std::optional<double> lowest_promised(std::span<const double> values, int epoch,
                                      const std::vector<std::vector<double>>& others);

/// A curve for each of epoch_metrics(), by name: its values or, where higher is better, what they
/// lack to 1.
using FallingCurves = std::map<std::string, std::vector<double>>;
FallingCurves falling_curves(const study::Trial& trial);

/// The best metrics that a trial may have at `epoch`: lowest_promised() for those of epochs, the
/// others as they are. Nothing where no curve has a bound.
std::optional<Metrics> best_promised(const study::Trial& trial, int epoch,
                                     const FitnessOptions& options,
                                     const std::vector<FallingCurves>& others);

}  // namespace efs::search
