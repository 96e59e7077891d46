#include <ATen/Parallel.h>

#include "train/ops/dense.h"

namespace efs::train::ops {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

struct LayerNormFunction : torch::autograd::Function<LayerNormFunction> {
  static Tensor forward(AutogradContext* context, const Tensor& input, const Tensor& weight,
                        const Tensor& bias, double epsilon) {
    const Tensor x = dense(input);
    const Extent extent(x);
    Tensor y = torch::empty_like(x);
    Tensor mean = torch::empty({extent.rows}, torch::kFloat32), inverse = torch::empty_like(mean);
    with_kernels(x, [&](const auto& k, const auto* from) {
      using T = std::remove_const_t<std::remove_pointer_t<decltype(from)>>;
      at::parallel_for(0, extent.rows, grain_of_rows(extent.channels),
                       [&](std::int64_t begin, std::int64_t end) {
                         const std::int64_t at = begin * extent.channels;
                         k.layer_norm(from + at, elements<T>(y) + at, end - begin, extent.channels,
                                      elements<float>(weight), elements<float>(bias),
                                      static_cast<float>(epsilon), elements<float>(mean) + begin,
                                      elements<float>(inverse) + begin);
                       });
    });
    context->save_for_backward({x, weight, mean, inverse});
    return y;
  }

  static tensor_list backward(AutogradContext* context, const tensor_list& gradients) {
    const auto saved = context->get_saved_variables();
    const Tensor &x = saved.at(0), &weight = saved.at(1), &mean = saved.at(2),
                 &inverse = saved.at(3);
    const Tensor dy = dense(gradients.at(0));
    const Extent extent(x);
    Tensor dx = torch::empty_like(x);
    // A row of each for every thread.
    const std::int64_t threads = at::get_num_threads();
    const Tensor weights = torch::zeros({threads, extent.channels}, torch::kFloat32);
    const Tensor biases = torch::zeros_like(weights);
    with_kernels(x, [&](const auto& k, const auto* from) {
      using T = std::remove_const_t<std::remove_pointer_t<decltype(from)>>;
      at::parallel_for(0, extent.rows, grain_of_rows(extent.channels),
                       [&](std::int64_t begin, std::int64_t end) {
                         const std::int64_t at = begin * extent.channels;
                         const std::int64_t own = at::get_thread_num() * extent.channels;
                         k.layer_norm_gradient(
                             from + at, elements<T>(dy) + at, elements<T>(dx) + at, end - begin,
                             extent.channels, elements<float>(weight),
                             elements<float>(mean) + begin, elements<float>(inverse) + begin,
                             elements<float>(weights) + own, elements<float>(biases) + own);
                       });
    });
    return {dx, weights.sum(0), biases.sum(0), Tensor()};
  }
};

}  // namespace

Tensor layer_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, double epsilon) {
  return LayerNormFunction::apply(x, weight, bias, epsilon);
}

}  // namespace efs::train::ops
