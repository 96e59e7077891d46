// Differentiable operators on the CPU, built on train/kernels where libtorch's own are slow
// (docs/performance.md says by how much). float32 or bfloat16 tensors, 4-d ones channels last;
// parameters and their gradients are float32. Internal to src/train: includes torch.
#pragma once

#include <optional>

#include "train/kernels/kernels.h"
#include "train/ops/libtorch.h"

namespace efs::train::ops {

/// function(x), x of any shape.
torch::Tensor activation(kernels::Function function, const torch::Tensor& x);

/// A 1x1 convolution, bias included, of function(x), x [N,C,H,W]. The backward pass computes
/// function(x) again instead of keeping it, which is a third of a ConvNeXt block's activations.
torch::Tensor activated_conv(kernels::Function function, const torch::Tensor& x,
                             const torch::Tensor& weight, const torch::Tensor& bias);

/// function(batch_norm(x)), x [N,C,H,W]. `weight`, `bias` and the running statistics: [C].
struct BatchNorm {
  torch::Tensor weight, bias, running_mean, running_var;
  double epsilon = 1e-5;
  /// How far the running statistics move towards the batch's, which are then used (training);
  /// nothing: the running statistics are used.
  std::optional<double> momentum;
};
torch::Tensor batch_norm(const torch::Tensor& x, const BatchNorm& parameters,
                         kernels::Function function);

/// Normalises over the channels at each position: x [N,C,H,W]; weight, bias [C].
torch::Tensor layer_norm(const torch::Tensor& x, const torch::Tensor& weight,
                         const torch::Tensor& bias, double epsilon);

/// A convolution with as many groups as channels, dilation 1; weight [C,1,k,k] and bias (may be
/// undefined) in float32 whatever x is.
torch::Tensor depthwise(const torch::Tensor& x, const torch::Tensor& weight,
                        const torch::Tensor& bias, int stride, int padding);

}  // namespace efs::train::ops
