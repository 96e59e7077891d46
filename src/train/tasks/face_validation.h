// What validation measures of a dense detector. Internal to src/train: includes torch.
#pragma once

#include <span>
#include <vector>

#include "detect/image_overlaps.h"
#include "train/tasks/face_loss.h"
#include "train/tasks/task.h"

namespace efs::train {

inline constexpr const char* kAp = "val_ap";
inline constexpr const char* kAp50 = "val_ap50";
inline constexpr const char* kRecallFp10 = "val_recall_fp10";

/// `loss`: the mean over the images. val_ap is COCO's average precision over the IoUs .5 to .95,
/// val_ap50 that at .5; val_recall_fp10 is FDDB's discrete score at ten false alarms in a hundred
/// images. All are 0 where no image shows a face.
NamedValues faces_metrics(double loss, std::span<const detect::ImageOverlaps> images);

class FaceValidation : public Validation {
 public:
  /// Both must outlive it.
  FaceValidation(const FaceLoss& loss, const data::PackedDataset& data)
      : loss_(loss), data_(data) {}

  void add(const torch::Tensor& output, const std::vector<Target>& targets,
           std::span<const std::size_t> indices) override;
  NamedValues metrics() const override;

 private:
  const FaceLoss& loss_;
  const data::PackedDataset& data_;
  double loss_sum_ = 0.0;
  std::vector<detect::ImageOverlaps> images_;
};

}  // namespace efs::train
