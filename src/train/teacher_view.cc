#include "train/teacher_view.h"

namespace efs::train {
namespace {

ImageSize size_of(std::int64_t width, std::int64_t height) {
  return {static_cast<int>(width), static_cast<int>(height)};
}

/// The images in the teacher's input.
torch::Tensor placed(const torch::Tensor& images, const detect::Placement& placement) {
  const auto& [width, height] = placement.drawn;
  const auto resized = torch::upsample_bilinear2d(images, {height, width}, /*align_corners=*/false);
  // The padding's colour is ImageNet's mean, which the normalisation makes 0.
  return torch::constant_pad_nd(
      resized, {0, placement.input.width - width, 0, placement.input.height - height}, 0.0);
}

}  // namespace

torch::Tensor teacher_output(TorchNetwork& teacher, const torch::Tensor& images, detect::Fit fit) {
  const torch::NoGradGuard no_grad;
  const graph::Shape& shape = teacher.graph().input().shape;
  const ImageSize input = size_of(shape.at(2), shape.at(1));
  const ImageSize image = size_of(images.size(3), images.size(2));
  if (image == input) return teacher.forward(images, Mode::kEvaluate);
  const auto placement = detect::place(image, input, fit);
  const torch::Tensor output = teacher.forward(placed(images, placement), Mode::kEvaluate).clone();
  const auto across = static_cast<float>(input.width) / static_cast<float>(placement.drawn.width);
  const auto down = static_cast<float>(input.height) / static_cast<float>(placement.drawn.height);
  output.narrow(-1, 0, 4).mul_(
      torch::tensor({across, down, across, down}, torch::kFloat32).to(output.device()));
  return output;
}

}  // namespace efs::train
