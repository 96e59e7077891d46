// Tensors as the kernels see them. Internal to src/train/ops.
#pragma once

#include <ATen/Parallel.h>

#include <algorithm>

#include "train/ops/ops.h"

namespace efs::train::ops {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

/// In the order of the kernels: [N,H,W,C] for 4-d tensors.
inline Tensor dense(const Tensor& x) {
  return x.dim() == 4 ? x.contiguous(at::MemoryFormat::ChannelsLast) : x.contiguous();
}

inline Tensor empty_floats(std::int64_t count) { return torch::empty({count}, torch::kFloat32); }

inline float* floats(const Tensor& x) { return x.data_ptr<float>(); }

/// Rows and channels of a [N,C,H,W] tensor.
struct Extent {
  explicit Extent(const Tensor& x) : rows(x.size(0) * x.size(2) * x.size(3)), channels(x.size(1)) {}
  std::int64_t rows, channels;
};

/// Divides [0, count) among the threads, at least `grain` for each, and calls `use(kernels, at,
/// begin, end)`: the kernels of x's element type, and at(tensor, i), a pointer to element i of a
/// tensor of that type.
template <typename Use>
void in_parallel(const Tensor& x, std::int64_t count, std::int64_t grain, Use use) {
  const auto divide = [&]<typename T>(const kernels::Kernels<T>& k) {
    const auto at = [](const Tensor& tensor, std::int64_t i) {
      return static_cast<T*>(tensor.data_ptr()) + i;
    };
    at::parallel_for(0, count, grain,
                     [&](std::int64_t begin, std::int64_t end) { use(k, at, begin, end); });
  };
  if (x.scalar_type() == torch::kBFloat16) {
    divide(kernels::kernels<kernels::Bfloat16>());
  } else {
    divide(kernels::kernels<float>());
  }
}

/// Elements that are worth a thread.
constexpr std::int64_t kGrain = 1 << 15;

/// The same for all elements.
template <typename Use>
void in_parallel(const Tensor& x, Use use) {
  in_parallel(x, x.numel(), kGrain, use);
}

/// The same for rows.
template <typename Use>
void in_parallel(const Tensor& x, const Extent& extent, Use use) {
  const std::int64_t channels = std::max<std::int64_t>(1, extent.channels);
  in_parallel(x, extent.rows, std::max<std::int64_t>(1, kGrain / channels), use);
}

/// A Function's arguments and saved data know integers, no enumerations.
inline kernels::Function saved_function(AutogradContext* context) {
  return static_cast<kernels::Function>(context->saved_data["function"].toInt());
}

}  // namespace efs::train::ops
