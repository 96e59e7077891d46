#include "train/ops/dense.h"

namespace efs::train::ops {
namespace {

/// Multiplies da by f'(x) and returns f(x).
Tensor gradient_and_value(kernels::Function function, const Tensor& x, const Tensor& da) {
  const Tensor value = torch::empty_like(x);
  in_parallel(x, [&](const auto& k, auto at, std::int64_t begin, std::int64_t end) {
    k.gradient_and_value(function, at(x, begin), at(da, begin), at(value, begin), end - begin);
  });
  return value;
}

/// The gradients of a 1x1 convolution that `mask` asks for: input, weight, bias.
std::tuple<Tensor, Tensor, Tensor> conv_gradients(const Tensor& dy, const Tensor& input,
                                                  const Tensor& weight, std::array<bool, 3> mask) {
  return at::convolution_backward(dy, input, weight, at::IntArrayRef{weight.size(0)}, {1, 1},
                                  {0, 0}, {1, 1}, false, {0, 0}, 1, mask);
}

struct ActivatedConvFunction : torch::autograd::Function<ActivatedConvFunction> {
  static Tensor forward(AutogradContext* context, const Tensor& input, const Tensor& weight,
                        const Tensor& bias, std::int64_t function) {
    const Tensor x = dense(input);
    context->save_for_backward({x, weight});
    context->saved_data["function"] = function;
    return at::conv2d(activation(static_cast<kernels::Function>(function), x), weight, bias);
  }

  static tensor_list backward(AutogradContext* context, const tensor_list& gradients) {
    const auto saved = context->get_saved_variables();
    const Tensor &x = saved.at(0), &weight = saved.at(1);
    const Tensor dy = dense(gradients.at(0));
    // The gradient by the input needs only the input's shape, which x has too.
    const Tensor dx = dense(std::get<0>(conv_gradients(dy, x, weight, {true, false, false})));
    const Tensor activated = gradient_and_value(saved_function(context), x, dx);
    const auto [none, dw, db] = conv_gradients(dy, activated, weight, {false, true, true});
    return {dx, dw, db, Tensor()};
  }
};

}  // namespace

Tensor activated_conv(kernels::Function function, const Tensor& x, const Tensor& weight,
                      const Tensor& bias) {
  return ActivatedConvFunction::apply(x, weight, bias, static_cast<std::int64_t>(function));
}

}  // namespace efs::train::ops
