// What a predicted box costs and what it is worth. Internal to src/train: includes torch.
#pragma once

#include "data/box.h"
#include "train/libtorch.h"

namespace efs::train {

/// SmoothL1 between boxes [N,4] relative to the image, taken in input pixels: both are multiplied
/// by the input's width and height first. Mean over all N*4 values, torch's default reduction, as
/// in the original; so its numbers compare with the original's. `beta` is where the quadratic
/// part ends, in pixels.
torch::Tensor box_loss(const torch::Tensor& predicted, const torch::Tensor& target, int input_width,
                       int input_height, double beta);

/// A relative box `xmin ymin xmax ymax` in pixels of an image; not rounded, not clipped.
data::Box to_pixels(const float* relative, int image_width, int image_height);

}  // namespace efs::train
