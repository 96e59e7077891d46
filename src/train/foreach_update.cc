#include "train/foreach_update.h"

namespace efs::train {

void foreach_adam(const UpdateGroup& group, const kernels::AdamScalars& s) {
  const auto& [weights, first, second, unscaled] = group;
  std::vector<torch::Tensor> gradients = unscaled;
  if (s.gradient != 1.0F) gradients = at::_foreach_mul(gradients, s.gradient);
  if (s.decay_gradient != 0.0F) {
    gradients = at::_foreach_add(gradients, weights, s.decay_gradient);
  }
  at::_foreach_mul_(first, s.beta1);
  at::_foreach_add_(first, gradients, s.rest1);
  at::_foreach_mul_(second, s.beta2);
  at::_foreach_addcmul_(second, gradients, gradients, s.rest2);
  if (s.keep_weight != 1.0F) at::_foreach_mul_(weights, s.keep_weight);
  auto roots = at::_foreach_sqrt(second);
  at::_foreach_mul_(roots, s.root_correction);
  at::_foreach_add_(roots, s.epsilon);
  at::_foreach_addcdiv_(weights, first, roots, -s.step_size);
}

void foreach_sgd(const UpdateGroup& group, const kernels::SgdScalars& s) {
  const auto& [weights, velocity, second, gradients] = group;
  auto moved = at::_foreach_mul(gradients, s.gradient);
  if (s.decay != 0.0F) at::_foreach_add_(moved, weights, s.decay);
  at::_foreach_mul_(velocity, s.momentum);
  at::_foreach_add_(velocity, moved, 1.0);
  at::_foreach_add_(moved, velocity, s.momentum);
  at::_foreach_add_(weights, moved, -s.step_size);
}

double foreach_norm(const std::vector<torch::Tensor>& tensors) {
  return at::stack(at::_foreach_norm(tensors)).norm().item<double>();
}

}  // namespace efs::train
