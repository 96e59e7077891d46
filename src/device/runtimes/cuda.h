// CUDA's memory and streams as objects that release themselves.
#pragma once

#include <cuda_runtime_api.h>

#include <memory>
#include <type_traits>

#include "core/error.h"

namespace efs::device::cuda {

/// Error with CUDA's message, unless the call that returned `status` succeeded.
inline void check(cudaError_t status) {
  if (status == cudaSuccess) return;
  fail("CUDA: {} ({})", cudaGetErrorString(status), cudaGetErrorName(status));
}

template <typename T, cudaError_t (*release)(T)>
struct Release {
  using pointer = T;
  void operator()(T object) const { release(object); }
};

using Memory = std::unique_ptr<void, Release<void*, &cudaFree>>;
/// Page-locked memory of the host: copies to and from the GPU need no other in between.
using HostMemory = std::unique_ptr<void, Release<void*, &cudaFreeHost>>;
using Stream =
    std::unique_ptr<std::remove_pointer_t<cudaStream_t>, Release<cudaStream_t, &cudaStreamDestroy>>;

inline Memory allocate(std::size_t bytes) {
  void* memory = nullptr;
  check(cudaMalloc(&memory, bytes));
  return Memory(memory);
}

inline HostMemory allocate_on_host(std::size_t bytes) {
  void* memory = nullptr;
  check(cudaMallocHost(&memory, bytes));
  return HostMemory(memory);
}

inline Stream make_stream() {
  cudaStream_t stream = nullptr;
  check(cudaStreamCreate(&stream));
  return Stream(stream);
}

}  // namespace efs::device::cuda
