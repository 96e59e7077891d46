#include "train/ops/dense.h"

namespace efs::train::ops {
namespace {

struct LayerNormFunction : torch::autograd::Function<LayerNormFunction> {
  static Tensor forward(AutogradContext* context, const Tensor& input, const Tensor& weight,
                        const Tensor& bias, double epsilon) {
    const Tensor x = dense(input);
    const Extent extent(x);
    const Tensor y = torch::empty_like(x);
    const Tensor mean = empty_floats(extent.rows), inverse = empty_floats(extent.rows);
    in_parallel(x, extent, [&](const auto& k, auto at, std::int64_t begin, std::int64_t end) {
      const std::int64_t first = begin * extent.channels;
      k.layer_norm(at(x, first), at(y, first), end - begin, extent.channels, floats(weight),
                   floats(bias), static_cast<float>(epsilon), floats(mean) + begin,
                   floats(inverse) + begin);
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
    const Tensor dx = torch::empty_like(x);
    // A row of each for every thread.
    const std::int64_t threads = at::get_num_threads();
    const Tensor weights = torch::zeros({threads, extent.channels}, torch::kFloat32);
    const Tensor biases = torch::zeros_like(weights);
    in_parallel(x, extent, [&](const auto& k, auto at, std::int64_t begin, std::int64_t end) {
      const std::int64_t first = begin * extent.channels;
      const std::int64_t own = at::get_thread_num() * extent.channels;
      k.layer_norm_gradient(at(x, first), at(dy, first), at(dx, first), end - begin,
                            extent.channels, floats(weight), floats(mean) + begin,
                            floats(inverse) + begin, floats(weights) + own, floats(biases) + own);
    });
    return {dx, weights.sum(0), biases.sum(0), Tensor()};
  }
};

}  // namespace

Tensor layer_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, double epsilon) {
  return LayerNormFunction::apply(x, weight, bias, epsilon);
}

}  // namespace efs::train::ops
