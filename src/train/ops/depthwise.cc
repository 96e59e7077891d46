#include "train/ops/dense.h"

namespace efs::train::ops {
namespace {

kernels::Depthwise geometry(const Tensor& x, const Tensor& y, const Tensor& weight, int stride,
                            int padding) {
  return {.channels = x.size(1),
          .in_height = x.size(2),
          .in_width = x.size(3),
          .out_height = y.size(2),
          .out_width = y.size(3),
          .kernel = static_cast<int>(weight.size(2)),
          .stride = stride,
          .padding = padding};
}

/// float32 [k,k,C] of a [C,1,k,k].
Tensor taps(const Tensor& weight) { return weight.squeeze(1).permute({1, 2, 0}).contiguous(); }

Tensor input_gradient(const kernels::Depthwise& d, const Tensor& x, const Tensor& dy,
                      const Tensor& weight) {
  const Tensor dx = torch::empty_like(x);
  const Tensor by_tap = taps(weight);
  in_parallel(x, x.size(0), 1, [&](const auto& k, auto at, std::int64_t begin, std::int64_t end) {
    for (std::int64_t n = begin; n < end; ++n) {
      k.depthwise_input_gradient(d, at(dy, n * dy.stride(0)), floats(by_tap),
                                 at(dx, n * dx.stride(0)));
    }
  });
  return dx;
}

Tensor weight_gradient(const kernels::Depthwise& d, const Tensor& x, const Tensor& dy) {
  // One for every thread.
  const Tensor sums =
      torch::zeros({at::get_num_threads(), d.kernel, d.kernel, d.channels}, torch::kFloat32);
  in_parallel(x, x.size(0), 1, [&](const auto& k, auto at, std::int64_t begin, std::int64_t end) {
    float* own = floats(sums) + at::get_thread_num() * sums.stride(0);
    for (std::int64_t n = begin; n < end; ++n) {
      k.depthwise_weight_gradient(d, at(x, n * x.stride(0)), at(dy, n * dy.stride(0)), own);
    }
  });
  return sums.sum(0).permute({2, 0, 1}).unsqueeze(1);
}

/// `bias` has no element where there is none: a Function takes no undefined tensor.
struct DepthwiseFunction : torch::autograd::Function<DepthwiseFunction> {
  static Tensor forward(AutogradContext* context, const Tensor& input, const Tensor& weight,
                        const Tensor& bias, std::int64_t stride, std::int64_t padding) {
    const Tensor x = dense(input);
    const auto type = x.scalar_type();
    const bool has_bias = bias.numel() > 0;
    Tensor y = dense(at::conv2d(x, weight.to(type), has_bias ? bias.to(type) : Tensor(),
                                {stride, stride}, {padding, padding}, {1, 1}, x.size(1)));
    context->save_for_backward({x, weight});
    context->saved_data["stride"] = stride;
    context->saved_data["padding"] = padding;
    context->saved_data["bias"] = has_bias;
    return y;
  }

  static tensor_list backward(AutogradContext* context, const tensor_list& gradients) {
    const auto saved = context->get_saved_variables();
    const Tensor &x = saved.at(0), &weight = saved.at(1);
    const Tensor dy = dense(gradients.at(0));
    const auto d = geometry(x, dy, weight, static_cast<int>(context->saved_data["stride"].toInt()),
                            static_cast<int>(context->saved_data["padding"].toInt()));
    const bool has_bias = context->saved_data["bias"].toBool();
    return {input_gradient(d, x, dy, weight), weight_gradient(d, x, dy),
            has_bias ? dy.sum({0, 2, 3}, false, torch::kFloat32) : Tensor(), Tensor(), Tensor()};
  }
};

}  // namespace

Tensor depthwise(const Tensor& x, const Tensor& weight, const Tensor& bias, int stride,
                 int padding) {
  return DepthwiseFunction::apply(x, weight, bias.defined() ? bias : torch::empty({0}), stride,
                                  padding);
}

}  // namespace efs::train::ops
