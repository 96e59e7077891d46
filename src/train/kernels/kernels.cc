#include "train/kernels/kernels.h"

namespace efs::train::kernels {

// Defined by variant.cc, once for each set of instructions.
namespace plain {
extern const KernelSet kernel_set;
}
#if defined(__x86_64__)
namespace avx2 {
extern const KernelSet kernel_set;
}
namespace avx512 {
extern const KernelSet kernel_set;
}
#endif

namespace {

const KernelSet& fastest() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512cd")) {
    return avx512::kernel_set;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return avx2::kernel_set;
#endif
  return plain::kernel_set;
}

}  // namespace

template <>
const Kernels<float>& kernels() {
  return fastest().of_floats;
}

template <>
const Kernels<Bfloat16>& kernels() {
  return fastest().of_bfloat16s;
}

}  // namespace efs::train::kernels
