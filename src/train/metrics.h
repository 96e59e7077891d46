// What validation measures, by the names that tables and databases use.
#pragma once

#include <vector>

#include "core/named_values.h"

namespace efs::train {

/// The best epoch, patience and checkpoints go by this metric; higher is better.
inline constexpr const char* kAccuracy = "val_iou";
inline constexpr const char* kLoss = "val_loss";

/// `loss`: the mean over the images, input pixels; `ious`: one an image, at least one, in the
/// image's own pixels. val_iou is their mean, val_iou_p10 their 10th percentile, which nine of ten
/// images exceed.
NamedValues validation_metrics(double loss, const std::vector<double>& ious);

/// The metrics of an epoch whose training diverged.
NamedValues diverged_metrics();

}  // namespace efs::train
