// The optimisers' arithmetic on any device. Internal to src/train: includes torch.
#pragma once

#include <vector>

#include "train/kernels/kernels.h"
#include "train/ops/libtorch.h"

namespace efs::train {

/// Tensors that one step treats alike. Element i of one is element i of the others.
struct UpdateGroup {
  std::vector<torch::Tensor> weights, first, second, gradients;  // second: Adam's only
};

/// kernels::adam and kernels::sgd, over all tensors of a group by torch's foreach operators: on a
/// GPU a step is bound by the number of kernels that are launched, and these need a few for all
/// tensors instead of a few for each.
void foreach_adam(const UpdateGroup& group, const kernels::AdamScalars& scalars);
void foreach_sgd(const UpdateGroup& group, const kernels::SgdScalars& scalars);

/// L2 norm of all of them together, with one wait for the device. There must be at least one.
double foreach_norm(const std::vector<torch::Tensor>& tensors);

}  // namespace efs::train
