// Tensors as the kernels see them. Internal to src/train/ops.
#pragma once

#include <vector>

#include "train/ops/ops.h"

namespace efs::train::ops {

/// In the order of the kernels: [N,H,W,C] for 4-d tensors.
inline torch::Tensor dense(const torch::Tensor& x) {
  return x.dim() == 4 ? x.contiguous(at::MemoryFormat::ChannelsLast) : x.contiguous();
}

template <typename T>
T* elements(const torch::Tensor& x) {
  return static_cast<T*>(x.data_ptr());
}

/// Calls `use(kernels of the element type, pointer of that type)`.
template <typename Use>
void with_kernels(const torch::Tensor& x, Use use) {
  if (x.scalar_type() == torch::kBFloat16) {
    use(kernels::kernels<kernels::Bfloat16>(), elements<kernels::Bfloat16>(x));
  } else {
    use(kernels::kernels<float>(), elements<float>(x));
  }
}

/// Rows and channels of a [N,C,H,W] tensor.
struct Extent {
  explicit Extent(const torch::Tensor& x)
      : rows(x.size(0) * x.size(2) * x.size(3)), channels(x.size(1)) {}
  std::int64_t rows, channels;
};

/// Elements that are worth a thread.
constexpr std::int64_t kGrain = 1 << 15;
inline std::int64_t grain_of_rows(std::int64_t channels) {
  return std::max<std::int64_t>(1, kGrain / std::max<std::int64_t>(1, channels));
}

}  // namespace efs::train::ops
