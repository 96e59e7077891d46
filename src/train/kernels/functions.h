// Activations and their gradients, for one value. Included by variant.cc only.
#pragma once

#include "train/kernels/element.h"

namespace efs::train::kernels::EFS_KERNEL_VARIANT {

/// exp(x) for x <= 0, to two units in the last place; 0 below -87.
inline float exp_of_negative(float x) {
  constexpr float kLog2E = 1.44269504F;
  constexpr float kRoundToInteger =
      12582912.0F;  // 1.5 * 2^23: what is added to it loses its fraction
  const float clamped = x > -87.0F ? x : -87.0F;  // also in the place of what is not a number
  const float shifted = clamped * kLog2E + kRoundToInteger;
  const float whole = shifted - kRoundToInteger;
  const float rest = (clamped - whole * 0.693359375F) + whole * 2.12194440e-4F;
  float p = 1.9875691500e-4F;  // Cephes' expf
  p = p * rest + 1.3981999507e-3F;
  p = p * rest + 8.3334519073e-3F;
  p = p * rest + 4.1665795894e-2F;
  p = p * rest + 1.6666665459e-1F;
  p = p * rest + 5.0000001201e-1F;
  p = p * rest * rest + rest + 1.0F;
  const std::int32_t exponent = (static_cast<std::int32_t>(whole) + 127) * (1 << 23);
  float power = 0.0F;
  __builtin_memcpy(&power, &exponent, sizeof power);
  return x < -87.0F ? 0.0F : p * power;
}

/// The normal distribution's density (times sqrt(2 pi)) and its integral up to x.
struct Normal {
  float density;
  float integral;
};
/// Abramowitz and Stegun 7.1.26: within 1.5e-7.
inline Normal normal(float x) {
  constexpr float kRootHalf = 0.707106781F;
  const float z = (x < 0.0F ? -x : x) * kRootHalf;
  const float t = 1.0F / (1.0F + 0.3275911F * z);
  float p = 1.061405429F;
  p = p * t - 1.453152027F;
  p = p * t + 1.421413741F;
  p = p * t - 0.284496736F;
  p = p * t + 0.254829592F;
  const float density = exp_of_negative(-z * z);
  const float tail = 0.5F * p * t * density;
  return {density, x < 0.0F ? tail : 1.0F - tail};
}

struct Identity {
  static float value(float x) { return x; }
  static float gradient(float /*x*/) { return 1.0F; }
};
struct Relu {
  static float value(float x) { return larger(x, 0.0F); }
  static float gradient(float x) { return x > 0.0F ? 1.0F : 0.0F; }
};
struct Relu6 {
  static float value(float x) { return smaller(larger(x, 0.0F), 6.0F); }
  static float gradient(float x) { return x > 0.0F && x < 6.0F ? 1.0F : 0.0F; }
};
/// arXiv 1905.02244, equation 2.
struct Hardswish {
  static float value(float x) { return x * smaller(larger(x + 3.0F, 0.0F), 6.0F) * (1.0F / 6.0F); }
  static float gradient(float x) {
    const float inside = x * (1.0F / 3.0F) + 0.5F;
    return x < -3.0F ? 0.0F : x <= 3.0F ? inside : 1.0F;  // libtorch's choice at the ends
  }
};
/// arXiv 1606.08415, the exact form.
struct Gelu {
  static float value(float x) { return x * normal(x).integral; }
  static float gradient(float x) {
    constexpr float kInverseRootTwoPi = 0.398942280F;
    const Normal n = normal(x);
    return n.integral + x * n.density * kInverseRootTwoPi;
  }
};

/// Calls `use` with the struct of the function.
template <typename Use>
void with_function(Function function, Use use) {
  switch (function) {
    case Function::kIdentity:
      return use(Identity{});
    case Function::kRelu:
      return use(Relu{});
    case Function::kRelu6:
      return use(Relu6{});
    case Function::kHardswish:
      return use(Hardswish{});
    case Function::kGelu:
      return use(Gelu{});
  }
}

}  // namespace efs::train::kernels::EFS_KERNEL_VARIANT
