#include "data/dataset/mean_box.h"

#include "core/error.h"
#include "detect/box.h"

namespace efs::data {

double mean_box_iou(const Dataset& dataset, const std::vector<std::size_t>& indices) {
  if (dataset.train.empty() || indices.empty()) {
    fail("the mean box needs images on both sides of the division");
  }
  detect::RelativeBox sum_of_boxes;
  for (const std::size_t i : dataset.train) {
    const Sample& sample = dataset.samples[i];
    const auto box = detect::to_relative(only_face(sample.faces, sample.image_id),
                                         sample.image_width, sample.image_height);
    sum_of_boxes.xmin += box.xmin;
    sum_of_boxes.ymin += box.ymin;
    sum_of_boxes.xmax += box.xmax;
    sum_of_boxes.ymax += box.ymax;
  }
  const double scale = 1.0 / static_cast<double>(dataset.train.size());
  double sum = 0.0;
  for (const std::size_t i : indices) {
    const Sample& sample = dataset.samples[i];
    const detect::Box guess =
        detect::to_pixels(sum_of_boxes, scale * sample.image_width, scale * sample.image_height);
    sum += iou(guess, only_face(sample.faces, sample.image_id));
  }
  return sum / static_cast<double>(indices.size());
}

}  // namespace efs::data
