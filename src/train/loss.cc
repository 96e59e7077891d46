#include "train/loss.h"

namespace efs::train {

torch::Tensor box_loss(const torch::Tensor& predicted, const torch::Tensor& target, int input_width,
                       int input_height, double beta) {
  const auto width = static_cast<float>(input_width);
  const auto height = static_cast<float>(input_height);
  const torch::Tensor scale =
      torch::tensor({width, height, width, height}, torch::kFloat32).to(predicted.device());
  return at::smooth_l1_loss(predicted * scale, target * scale, at::Reduction::Mean, beta);
}

data::Box to_pixels(const float* relative, int image_width, int image_height) {
  const auto width = static_cast<double>(image_width);
  const auto height = static_cast<double>(image_height);
  return {relative[0] * width, relative[1] * height, relative[2] * width, relative[3] * height};
}

}  // namespace efs::train
