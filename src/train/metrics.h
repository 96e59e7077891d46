// What validation says of a network, by the names that tables and databases have for it.
#pragma once

#include <cstddef>
#include <vector>

#include "core/named_values.h"

namespace efs::train {

/// Of these the best epoch, patience and checkpoints go by this one: the higher the better.
inline constexpr const char* kAccuracy = "val_iou";
inline constexpr const char* kLoss = "val_loss";

/// Collects what the network says of each validation image.
class ValidationMetrics {
 public:
  /// `mean_loss` of so many images, input pixels.
  void add_loss(double mean_loss, std::size_t images) {
    loss_sum_ += mean_loss * static_cast<double>(images);
  }
  /// Of one image, in its own pixels.
  void add_iou(double iou) { ious_.push_back(iou); }
  /// Of at least one image. val_loss, val_iou: means over the images; val_iou_p10: their 10th
  /// percentile, an IoU that nine of ten images exceed.
  NamedValues values() const;

 private:
  double loss_sum_ = 0.0;
  std::vector<double> ious_;
};

/// Of an epoch whose training diverged.
NamedValues diverged_metrics();

}  // namespace efs::train
