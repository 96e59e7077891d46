// Arithmetic of training on the CPU that libtorch has no fast kernel for: activations with their
// gradients, normalisation, the gradients of large depthwise convolutions. Tensors are dense and
// channels last, [rows,channels] with rows = N*H*W; float32 or bfloat16, sums in float32 or double.
// Each call is one thread's share: the caller divides the work. No torch.
#pragma once

#include <cstdint>

namespace efs::train::kernels {

/// bfloat16: the upper half of a float32.
struct Bfloat16 {
  std::uint16_t bits;
};

enum class Function { kIdentity, kRelu, kRelu6, kHardswish, kGelu };

/// A depthwise convolution of stride 1 or 2 over [N,H,W,C], kernel [C,1,k,k] given as [k,k,C].
struct Depthwise {
  std::int64_t channels = 0;
  std::int64_t in_height = 0, in_width = 0, out_height = 0, out_width = 0;
  int kernel = 3;
  int stride = 1;
  int padding = 1;
};

/// A step of Adam or AdamW as numbers that do not depend on the element.
struct AdamScalars {
  float gradient;  // its factor
  float beta1, beta2;
  float rest1, rest2;     // 1 - beta, taken in double: 1 - 0.999F is off by 5e-5 of itself
  float decay_gradient;   // L2: added to the gradient, times the weight
  float keep_weight;      // AdamW: 1 - learning_rate * weight_decay
  float step_size;        // learning_rate / correction of the first moment
  float root_correction;  // 1 / sqrt(correction of the second moment)
  float epsilon;
};

/// The same for SGD with Nesterov's momentum.
struct SgdScalars {
  float gradient;  // its factor
  float momentum;
  float decay;
  float step_size;
};

template <typename T>
struct Kernels {
  /// y[i] = f(x[i]); may be in place.
  void (*apply)(Function, const T* x, T* y, std::int64_t count);
  /// dx[i] = f'(x[i]) * dy[i]; dx may be dy.
  void (*gradient)(Function, const T* x, const T* dy, T* dx, std::int64_t count);
  /// Both at once: d[i] *= f'(x[i]) and y[i] = f(x[i]).
  void (*gradient_and_value)(Function, const T* x, T* d, T* y, std::int64_t count);

  /// Adds sum(x - shift) and sum((x - shift)^2) of each channel.
  void (*moments)(const T* x, std::int64_t rows, std::int64_t channels, const float* shift,
                  double* sums, double* squares);
  /// y = f(scale * x + offset), both by channel.
  void (*affine)(Function, const T* x, T* y, std::int64_t rows, std::int64_t channels,
                 const float* scale, const float* offset);
  /// Adds sum(g) and sum(g * (x - shift)) of each channel; g = dy * f'(scale * x + offset).
  void (*affine_sums)(Function, const T* x, const T* dy, std::int64_t rows, std::int64_t channels,
                      const float* scale, const float* offset, const float* shift, double* sums,
                      double* products);
  /// dx = by_gradient * g + by_input * x + constant, all by channel, g as above; dx may be dy.
  void (*affine_gradient)(Function, const T* x, const T* dy, T* dx, std::int64_t rows,
                          std::int64_t channels, const float* scale, const float* offset,
                          const float* by_gradient, const float* by_input, const float* constant);

  /// Layer normalisation over the channels of each row; writes mean and 1 / std of each row.
  void (*layer_norm)(const T* x, T* y, std::int64_t rows, std::int64_t channels,
                     const float* weight, const float* bias, float epsilon, float* mean,
                     float* inverse_std);
  /// Its gradients; it adds to those of weight and bias.
  void (*layer_norm_gradient)(const T* x, const T* dy, T* dx, std::int64_t rows,
                              std::int64_t channels, const float* weight, const float* mean,
                              const float* inverse_std, float* weight_gradient,
                              float* bias_gradient);

  /// Gradient by the input for one image; weight: float32 [k,k,C].
  void (*depthwise_input_gradient)(const Depthwise&, const T* dy, const float* weight, T* dx);
  /// Adds one image's gradient by the weight, float32 [k,k,C].
  void (*depthwise_weight_gradient)(const Depthwise&, const T* x, const T* dy, float* dw);

  /// Moves weights and moments by a gradient.
  void (*adam)(float* weight, float* first, float* second, const T* gradient, std::int64_t count,
               const AdamScalars& scalars);
  void (*sgd)(float* weight, float* velocity, const T* gradient, std::int64_t count,
              const SgdScalars& scalars);
};

/// All kernels for one set of processor instructions.
struct KernelSet {
  Kernels<float> of_floats;
  Kernels<Bfloat16> of_bfloat16s;
};

/// The fastest that this processor can run.
template <typename T>
const Kernels<T>& kernels();

}  // namespace efs::train::kernels
