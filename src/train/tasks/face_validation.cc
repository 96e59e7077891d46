#include "train/tasks/face_validation.h"

#include "detect/average_precision.h"
#include "detect/decoding.h"
#include "detect/false_alarms.h"

namespace efs::train {
namespace {

constexpr std::size_t kImagesPerFalseAlarm = 10;

}  // namespace

NamedValues faces_metrics(double loss, std::span<const detect::ImageOverlaps> images) {
  const detect::PooledDetections pooled = detect::pool(images);
  const auto precisions = detect::average_precisions(pooled);
  const auto recall = detect::discrete_recall(detect::false_alarm_curve(images),
                                              images.size() / kImagesPerFalseAlarm);
  return {{kLoss, loss},
          {kAp, detect::mean_average_precision(pooled).value_or(0.0)},
          {kAp50, precisions ? (*precisions)[detect::kIou50] : 0.0},
          {kRecallFp10, recall.value_or(0.0)}};
}

void FaceValidation::add(const torch::Tensor& output, const std::vector<Target>& targets,
                         std::span<const std::size_t> indices) {
  loss_sum_ += loss_.of_deployed(output, targets) * static_cast<double>(indices.size());
  const torch::Tensor plain = readable(output);
  const bool finite = plain.isfinite().all().item<bool>();
  const auto image_values = static_cast<std::size_t>(plain.numel()) / indices.size();
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const data::PackedSample sample = data_.sample(data::Part::kValidation, indices[i]);
    detect::DetectedImage image{.detections = {}, .truth = {sample.faces, sample.ignored}};
    // A network that diverged finds nothing.
    if (finite) {
      image.detections = detect::decode(values_of(plain).subspan(i * image_values, image_values),
                                        sample.placement(), {});
    }
    images_.push_back(detect::image_overlaps(image));
  }
}

NamedValues FaceValidation::metrics() const {
  return faces_metrics(loss_sum_ / static_cast<double>(images_.size()), images_);
}

}  // namespace efs::train
