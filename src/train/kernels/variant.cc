// All kernels for one set of processor instructions. The build compiles this file once for each
// set, with EFS_KERNEL_VARIANT naming the namespace: everything in it lives there, so that the
// linker cannot mix the sets.
#include "train/kernels/depthwise.h"
#include "train/kernels/normalisation.h"
#include "train/kernels/update.h"

namespace efs::train::kernels::EFS_KERNEL_VARIANT {
namespace {

template <typename T>
void apply(Function function, const T* x, T* y, std::int64_t count) {
  with_function(function, [=](auto f) {
    for (std::int64_t i = 0; i < count; ++i) write(y[i], f.value(read(x[i])));
  });
}

template <typename T>
void gradient(Function function, const T* x, const T* dy, T* dx, std::int64_t count) {
  with_function(function, [=](auto f) {
    for (std::int64_t i = 0; i < count; ++i) write(dx[i], read(dy[i]) * f.gradient(read(x[i])));
  });
}

template <typename T>
void gradient_and_value(Function function, const T* x, T* d, T* y, std::int64_t count) {
  constexpr std::int64_t kBlock = 256;
  // Between two loops that write to one place each: compilers make vectors.
  float gradients[kBlock];
  with_function(function, [&](auto f) {
    for (std::int64_t at = 0; at < count; at += kBlock) {
      const std::int64_t size = count - at < kBlock ? count - at : kBlock;
      for (std::int64_t i = 0; i < size; ++i) {
        const float value = read(x[at + i]);
        gradients[i] = f.gradient(value);
        write(y[at + i], f.value(value));
      }
      for (std::int64_t i = 0; i < size; ++i) write(d[at + i], read(d[at + i]) * gradients[i]);
    }
  });
}

template <typename T>
constexpr Kernels<T> make_table() {
  return {.apply = &apply<T>,
          .gradient = &gradient<T>,
          .gradient_and_value = &gradient_and_value<T>,
          .moments = &moments<T>,
          .affine = &affine<T>,
          .affine_sums = &affine_sums<T>,
          .affine_gradient = &affine_gradient<T>,
          .layer_norm = &layer_norm<T>,
          .layer_norm_gradient = &layer_norm_gradient<T>,
          .depthwise_input_gradient = &depthwise_input_gradient<T>,
          .depthwise_weight_gradient = &depthwise_weight_gradient<T>,
          .adam = &adam<T>,
          .sgd = &sgd<T>};
}

}  // namespace

extern const KernelSet kernel_set;
const KernelSet kernel_set{make_table<float>(), make_table<Bfloat16>()};

}  // namespace efs::train::kernels::EFS_KERNEL_VARIANT
