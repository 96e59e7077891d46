#include <cmath>

#include "train/ops/dense.h"

namespace efs::train::ops {
namespace {

/// Two sums of all rows for each channel. `add(kernels, at, begin row, end row, sums, squares)`
/// adds its rows'; threads sum apart, and their sums are added in order.
struct ChannelSums {
  template <typename Add>
  ChannelSums(const Tensor& x, const Extent& extent, Add add)
      : first(static_cast<std::size_t>(extent.channels)), second(first) {
    const auto channels = static_cast<std::size_t>(extent.channels);
    const auto threads = static_cast<std::size_t>(at::get_num_threads());
    std::vector<double> parts(2 * channels * threads);
    in_parallel(x, extent, [&](const auto& k, auto at, std::int64_t begin, std::int64_t end) {
      const auto thread = static_cast<std::size_t>(at::get_thread_num());
      double* part = parts.data() + 2 * channels * thread;
      add(k, at, begin, end, part, part + channels);
    });
    for (std::size_t thread = 0; thread < threads; ++thread) {
      for (std::size_t c = 0; c < channels; ++c) {
        first[c] += parts[2 * channels * thread + c];
        second[c] += parts[2 * channels * thread + channels + c];
      }
    }
  }
  std::vector<double> first, second;
};

/// Mean and 1 / std of each channel over the batch; moves the running statistics.
void batch_statistics(const Tensor& x, const BatchNorm& parameters, Tensor& mean, Tensor& inverse) {
  const Extent extent(x);
  // The first row is near enough to the mean that squares do not cancel.
  const Tensor shift = empty_floats(extent.channels);
  shift.copy_(x.select(0, 0).select(1, 0).select(1, 0));
  const ChannelSums sums(x, extent,
                         [&](const auto& k, auto at, std::int64_t begin, std::int64_t end,
                             double* sum, double* square) {
                           k.moments(at(x, begin * extent.channels), end - begin, extent.channels,
                                     floats(shift), sum, square);
                         });
  const auto rows = static_cast<double>(extent.rows);
  const double momentum = *parameters.momentum;
  for (std::int64_t c = 0; c < extent.channels; ++c) {
    const auto i = static_cast<std::size_t>(c);
    const double shifted = sums.first[i] / rows;
    const double centre = static_cast<double>(floats(shift)[c]) + shifted;
    const double variance = std::max(0.0, sums.second[i] / rows - shifted * shifted);
    floats(mean)[c] = static_cast<float>(centre);
    floats(inverse)[c] = static_cast<float>(1.0 / std::sqrt(variance + parameters.epsilon));
    const auto move = [&](const Tensor& running, double value) {
      float& at = floats(running)[c];
      at = static_cast<float>((1.0 - momentum) * static_cast<double>(at) + momentum * value);
    };
    move(parameters.running_mean, centre);
    move(parameters.running_var, variance * rows / std::max(1.0, rows - 1.0));
  }
}

/// function(scale * x + offset)
Tensor affine(const Tensor& x, kernels::Function function, const Tensor& scale,
              const Tensor& offset) {
  const Extent extent(x);
  const Tensor y = torch::empty_like(x);
  in_parallel(x, extent, [&](const auto& k, auto at, std::int64_t begin, std::int64_t end) {
    const std::int64_t first = begin * extent.channels;
    k.affine(function, at(x, first), at(y, first), end - begin, extent.channels, floats(scale),
             floats(offset));
  });
  return y;
}

/// dx = by_gradient * g + by_input * x + constant: g, the gradient by the normalised value, and
/// what comes through the batch's statistics.
struct GradientTerms {
  Tensor by_gradient, by_input, constant;
};

Tensor affine_gradient(const Tensor& x, const Tensor& dy, kernels::Function function,
                       const Tensor& scale, const Tensor& offset, const GradientTerms& terms) {
  const Extent extent(x);
  const Tensor dx = torch::empty_like(x);
  in_parallel(x, extent, [&](const auto& k, auto at, std::int64_t begin, std::int64_t end) {
    const std::int64_t first = begin * extent.channels;
    k.affine_gradient(function, at(x, first), at(dy, first), at(dx, first), end - begin,
                      extent.channels, floats(scale), floats(offset), floats(terms.by_gradient),
                      floats(terms.by_input), floats(terms.constant));
  });
  return dx;
}

struct BatchNormFunction : torch::autograd::Function<BatchNormFunction> {
  static Tensor forward(AutogradContext* context, const Tensor& input, const Tensor& weight,
                        const Tensor& bias, const BatchNorm& parameters, std::int64_t function) {
    const Tensor x = dense(input);
    const std::int64_t channels = x.size(1);
    Tensor mean = empty_floats(channels), inverse = empty_floats(channels);
    batch_statistics(x, parameters, mean, inverse);
    const Tensor scale = weight * inverse;
    const Tensor offset = bias - mean * scale;
    context->save_for_backward({x, scale, offset, mean, inverse});
    context->saved_data["function"] = function;
    return affine(x, static_cast<kernels::Function>(function), scale, offset);
  }

  static tensor_list backward(AutogradContext* context, const tensor_list& gradients) {
    const auto saved = context->get_saved_variables();
    const Tensor &x = saved.at(0), &scale = saved.at(1), &offset = saved.at(2), &mean = saved.at(3),
                 &inverse = saved.at(4);
    const Tensor dy = dense(gradients.at(0));
    const kernels::Function function = saved_function(context);
    const Extent extent(x);
    const ChannelSums sums(x, extent,
                           [&](const auto& k, auto at, std::int64_t begin, std::int64_t end,
                               double* sum, double* product) {
                             const std::int64_t first = begin * extent.channels;
                             k.affine_sums(function, at(x, first), at(dy, first), end - begin,
                                           extent.channels, floats(scale), floats(offset),
                                           floats(mean), sum, product);
                           });
    const GradientTerms terms{scale, empty_floats(extent.channels), empty_floats(extent.channels)};
    const Tensor weight_gradient = empty_floats(extent.channels);
    const Tensor bias_gradient = empty_floats(extent.channels);
    for (std::int64_t c = 0; c < extent.channels; ++c) {
      const auto at = [c](const Tensor& values) -> float& { return floats(values)[c]; };
      const double sum = sums.first[static_cast<std::size_t>(c)];
      const double normalised_sum = sums.second[static_cast<std::size_t>(c)] * at(inverse);
      const double share = at(scale) / static_cast<double>(extent.rows);
      const double by_input = -share * normalised_sum * at(inverse);
      at(terms.by_input) = static_cast<float>(by_input);
      at(terms.constant) = static_cast<float>(-share * sum - by_input * at(mean));
      at(weight_gradient) = static_cast<float>(normalised_sum);
      at(bias_gradient) = static_cast<float>(sum);
    }
    return {affine_gradient(x, dy, function, scale, offset, terms), weight_gradient, bias_gradient,
            Tensor(), Tensor()};
  }
};

}  // namespace

Tensor batch_norm(const Tensor& x, const BatchNorm& parameters, kernels::Function function) {
  if (parameters.momentum) {
    return BatchNormFunction::apply(x, parameters.weight, parameters.bias, parameters,
                                    static_cast<std::int64_t>(function));
  }
  const Tensor scale =
      (parameters.weight / (parameters.running_var + parameters.epsilon).sqrt()).detach();
  const Tensor offset = (parameters.bias - parameters.running_mean * scale).detach();
  return affine(dense(x), function, scale, offset);
}

}  // namespace efs::train::ops
