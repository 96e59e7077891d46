// Differentiable operators on the CPU, built on train/kernels where libtorch's own are slow
// (docs/performance.md says by how much). float32 or bfloat16 tensors, 4-d ones channels last;
// parameters and their gradients are float32. Internal to src/train: includes torch.
#pragma once

#include <optional>

#include "train/kernels/kernels.h"
#include "train/ops/libtorch.h"

namespace efs::train::ops {

/// Whether these operators take such a tensor.
inline bool can_take(const torch::Tensor& x) {
  return x.is_cpu() && (x.scalar_type() == torch::kFloat32 || x.scalar_type() == torch::kBFloat16);
}

/// Any shape.
torch::Tensor activation(kernels::Function function, const torch::Tensor& x);

/// A 1x1 convolution, bias included, of function(x), x [N,C,H,W]. The backward pass computes
/// function(x) again instead of keeping it: of a ConvNeXt block's activations that is a third.
torch::Tensor activated_conv(kernels::Function function, const torch::Tensor& x,
                             const torch::Tensor& weight, const torch::Tensor& bias);

/// function(batch_norm(x)), x [N,C,H,W]. `weight`, `bias` and the running statistics: [C].
struct BatchNorm {
  torch::Tensor weight, bias, running_mean, running_var;
  double epsilon = 1e-5;
  /// How far the running statistics move to those of the batch, which are then used (training);
  /// none: the running ones are used.
  std::optional<double> momentum;
};
torch::Tensor batch_norm(const torch::Tensor& x, const BatchNorm& parameters,
                         kernels::Function function);

/// Over the channels at each position: x [N,C,H,W]; weight, bias [C].
torch::Tensor layer_norm(const torch::Tensor& x, const torch::Tensor& weight,
                         const torch::Tensor& bias, double epsilon);

/// A convolution with as many groups as channels, dilation 1; weight [C,1,k,k] and bias (may be
/// undefined) in float32 whatever x is.
torch::Tensor depthwise(const torch::Tensor& x, const torch::Tensor& weight,
                        const torch::Tensor& bias, int stride, int padding);

}  // namespace efs::train::ops
