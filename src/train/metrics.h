// What validation says of a network, by the names that tables and databases have for it.
#pragma once

#include <vector>

#include "core/named_values.h"

namespace efs::train {

/// The best epoch, patience and checkpoints go by this one: the higher the better.
inline constexpr const char* kAccuracy = "val_iou";
inline constexpr const char* kLoss = "val_loss";

/// `loss`: the images' mean, input pixels; `ious`: one an image, at least one, in its own pixels.
/// val_iou is their mean, val_iou_p10 their 10th percentile, an IoU that nine of ten images exceed.
NamedValues validation_metrics(double loss, const std::vector<double>& ious);

/// Of an epoch whose training diverged.
NamedValues diverged_metrics();

}  // namespace efs::train
