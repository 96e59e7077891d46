#include "train/ops/dense.h"

namespace efs::train::ops {
namespace {

struct ActivationFunction : torch::autograd::Function<ActivationFunction> {
  static Tensor forward(AutogradContext* context, const Tensor& input, std::int64_t function) {
    const Tensor x = dense(input);
    const Tensor y = torch::empty_like(x);
    in_parallel(x, [&](const auto& k, auto at, std::int64_t begin, std::int64_t end) {
      k.apply(static_cast<kernels::Function>(function), at(x, begin), at(y, begin), end - begin);
    });
    context->save_for_backward({x});
    context->saved_data["function"] = function;
    return y;
  }

  static tensor_list backward(AutogradContext* context, const tensor_list& gradients) {
    const Tensor x = context->get_saved_variables().at(0);
    const Tensor dy = dense(gradients.at(0)), dx = torch::empty_like(x);
    const kernels::Function function = saved_function(context);
    in_parallel(x, [&](const auto& k, auto at, std::int64_t begin, std::int64_t end) {
      k.gradient(function, at(x, begin), at(dy, begin), at(dx, begin), end - begin);
    });
    return {dx, Tensor()};
  }
};

}  // namespace

Tensor activation(kernels::Function function, const Tensor& x) {
  return ActivationFunction::apply(x, static_cast<std::int64_t>(function));
}

}  // namespace efs::train::ops
