// A step of an optimiser. Included by variant.cc only.
#pragma once

#include "train/kernels/element.h"

namespace efs::train::kernels::EFS_KERNEL_VARIANT {

template <typename T>
void adam(float* weight, float* first, float* second, const T* gradient, std::int64_t count,
          const AdamScalars& scalars) {
  const AdamScalars s = scalars;
  for (std::int64_t i = 0; i < count; ++i) {
    const float g = s.gradient * read(gradient[i]) + s.decay_gradient * weight[i];
    const float m = s.beta1 * first[i] + s.rest1 * g;
    const float v = s.beta2 * second[i] + s.rest2 * g * g;
    first[i] = m;
    second[i] = v;
    weight[i] = s.keep_weight * weight[i] -
                s.step_size * m / (__builtin_sqrtf(v) * s.root_correction + s.epsilon);
  }
}

/// torch.optim.SGD with nesterov=True: velocities start at zero, so that the first step is
/// gradient + momentum * gradient.
template <typename T>
void sgd(float* weight, float* velocity, const T* gradient, std::int64_t count,
         const SgdScalars& scalars) {
  const SgdScalars s = scalars;
  for (std::int64_t i = 0; i < count; ++i) {
    const float g = s.gradient * read(gradient[i]) + s.decay * weight[i];
    const float v = s.momentum * velocity[i] + g;
    velocity[i] = v;
    weight[i] -= s.step_size * (g + s.momentum * v);
  }
}

}  // namespace efs::train::kernels::EFS_KERNEL_VARIANT
