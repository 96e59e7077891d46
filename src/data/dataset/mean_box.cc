#include "core/error.h"
#include "data/dataset/dataset.h"

namespace efs::data {

double mean_box_iou(const Dataset& dataset, const std::vector<std::size_t>& indices) {
  if (dataset.train.empty() || indices.empty()) {
    fail("the mean box needs images on both sides of the division");
  }
  Box mean;
  for (const std::size_t i : dataset.train) {
    const Sample& sample = dataset.samples[i];
    mean.xmin += sample.box.xmin / sample.image_width;
    mean.ymin += sample.box.ymin / sample.image_height;
    mean.xmax += sample.box.xmax / sample.image_width;
    mean.ymax += sample.box.ymax / sample.image_height;
  }
  const double scale = 1.0 / static_cast<double>(dataset.train.size());
  double sum = 0.0;
  for (const std::size_t i : indices) {
    const Sample& sample = dataset.samples[i];
    const double width = scale * sample.image_width;
    const double height = scale * sample.image_height;
    const Box guess{mean.xmin * width, mean.ymin * height, mean.xmax * width, mean.ymax * height};
    sum += iou(guess, sample.box);
  }
  return sum / static_cast<double>(indices.size());
}

}  // namespace efs::data
