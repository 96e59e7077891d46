#include "train/kernels/kernels.h"

namespace efs::train::kernels {

// Of variant.cc, once for each set of instructions.
namespace plain {
extern const Kernels<float> float_kernels;
extern const Kernels<Bfloat16> bfloat16_kernels;
}  // namespace plain

#if defined(__x86_64__)
namespace avx2 {
extern const Kernels<float> float_kernels;
extern const Kernels<Bfloat16> bfloat16_kernels;
}  // namespace avx2
namespace avx512 {
extern const Kernels<float> float_kernels;
extern const Kernels<Bfloat16> bfloat16_kernels;
}  // namespace avx512

namespace {

bool has_avx512() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512cd");
}

bool has_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

}  // namespace

template <>
const Kernels<float>& kernels() {
  return has_avx512() ? avx512::float_kernels
         : has_avx2() ? avx2::float_kernels
                      : plain::float_kernels;
}

template <>
const Kernels<Bfloat16>& kernels() {
  return has_avx512() ? avx512::bfloat16_kernels
         : has_avx2() ? avx2::bfloat16_kernels
                      : plain::bfloat16_kernels;
}
#else
template <>
const Kernels<float>& kernels() {
  return plain::float_kernels;
}

template <>
const Kernels<Bfloat16>& kernels() {
  return plain::bfloat16_kernels;
}
#endif

}  // namespace efs::train::kernels
