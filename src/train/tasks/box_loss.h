// The losses of predicted boxes. Internal to src/train: includes torch.
#pragma once

#include "train/ops/libtorch.h"
#include "train/options/loss_terms.h"

namespace efs::train {

/// The frame that boxes are compared in: the network's input, pixels.
struct LossFrame {
  int width = 0;
  int height = 0;
  /// SmoothL1: where the quadratic part ends, pixels.
  double smooth_l1_beta = 1.0;
};

/// SmoothL1 between boxes [N,4] relative to the image, taken in input pixels: both are multiplied
/// by the input's width and height first. Mean over all N*4 values, torch's default reduction, as
/// in the original, so that the numbers are comparable with its.
torch::Tensor smooth_l1_loss(const torch::Tensor& predicted, const torch::Tensor& target,
                             const LossFrame& frame);

/// The mean over the boxes of one loss of the IoU family (kIou to kEiou), taken in input pixels.
/// Boxes that are empty, inverted or far apart give finite losses and gradients.
torch::Tensor overlap_loss(LossKind kind, const torch::Tensor& predicted,
                           const torch::Tensor& target, const LossFrame& frame);

/// The weighted sum of the loss's terms.
torch::Tensor box_loss(const Loss& loss, const torch::Tensor& predicted,
                       const torch::Tensor& target, const LossFrame& frame);

}  // namespace efs::train
