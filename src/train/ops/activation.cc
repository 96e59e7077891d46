#include <ATen/Parallel.h>

#include "train/ops/dense.h"

namespace efs::train::ops {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

struct ActivationFunction : torch::autograd::Function<ActivationFunction> {
  static Tensor forward(AutogradContext* context, const Tensor& input, std::int64_t function) {
    const Tensor x = dense(input);
    Tensor y = torch::empty_like(x);
    with_kernels(x, [&](const auto& k, const auto* from) {
      auto* into = elements<std::remove_const_t<std::remove_pointer_t<decltype(from)>>>(y);
      at::parallel_for(0, x.numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
        k.apply(static_cast<kernels::Function>(function), from + begin, into + begin, end - begin);
      });
    });
    context->save_for_backward({x});
    context->saved_data["function"] = function;
    return y;
  }

  static tensor_list backward(AutogradContext* context, const tensor_list& gradients) {
    const Tensor x = context->get_saved_variables().at(0);
    const Tensor dy = dense(gradients.at(0));
    const auto function = static_cast<kernels::Function>(context->saved_data["function"].toInt());
    Tensor dx = torch::empty_like(x);
    with_kernels(x, [&](const auto& k, const auto* from) {
      using T = std::remove_const_t<std::remove_pointer_t<decltype(from)>>;
      at::parallel_for(0, x.numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
        k.gradient(function, from + begin, elements<T>(dy) + begin, elements<T>(dx) + begin,
                   end - begin);
      });
    });
    return {dx, Tensor()};
  }
};

}  // namespace

Tensor activation(kernels::Function function, const Tensor& x) {
  return ActivationFunction::apply(x, static_cast<std::int64_t>(function));
}

}  // namespace efs::train::ops
