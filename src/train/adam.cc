#include "train/adam.h"

#include <ATen/Parallel.h>

#include <cmath>

#include "core/error.h"

namespace efs::train {
namespace {

/// The step as numbers that do not depend on the element.
struct Scalars {
  float beta1, beta2;
  float rest1, rest2;     // 1 - beta, taken in double: 1 - 0.999F is off by 5e-5 of itself
  float decay_gradient;   // L2: added to the gradient, times the weight
  float keep_weight;      // AdamW: 1 - learning_rate * weight_decay
  float step_size;        // learning_rate / correction of the first moment
  float root_correction;  // 1 / sqrt(correction of the second moment)
  float epsilon;
};

void fused_update(float* weight, float* first, float* second, const float* gradient,
                  std::int64_t begin, std::int64_t end, const Scalars& s) {
  for (std::int64_t i = begin; i < end; ++i) {
    const float g = gradient[i] + s.decay_gradient * weight[i];
    const float m = s.beta1 * first[i] + s.rest1 * g;
    const float v = s.beta2 * second[i] + s.rest2 * g * g;
    first[i] = m;
    second[i] = v;
    weight[i] = s.keep_weight * weight[i] -
                s.step_size * m / (std::sqrt(v) * s.root_correction + s.epsilon);
  }
}

/// The same on any device.
void tensor_update(const torch::Tensor& weight, const torch::Tensor& first,
                   const torch::Tensor& second, torch::Tensor gradient, const Scalars& s) {
  if (s.decay_gradient != 0.0F) gradient = gradient + weight * s.decay_gradient;
  first.mul_(s.beta1).add_(gradient, s.rest1);
  second.mul_(s.beta2).addcmul_(gradient, gradient, s.rest2);
  if (s.keep_weight != 1.0F) weight.mul_(s.keep_weight);
  weight.addcdiv_(first, second.sqrt().mul_(s.root_correction).add_(s.epsilon), -s.step_size);
}

}  // namespace

Adam::Adam(const std::vector<TorchNetwork::NamedTensor>& parameters, const AdamOptions& options)
    : options_(options) {
  for (const TorchNetwork::NamedTensor& parameter : parameters) {
    slots_.push_back({parameter.name, parameter.tensor,
                      torch::zeros_like(parameter.tensor).detach(),
                      torch::zeros_like(parameter.tensor).detach()});
  }
}

void Adam::step() {
  const torch::NoGradGuard no_grad;
  ++steps_;
  const double n = static_cast<double>(steps_);
  const double correction1 = 1.0 - std::pow(options_.beta1, n);
  const double correction2 = 1.0 - std::pow(options_.beta2, n);
  for (Slot& slot : slots_) {
    const torch::Tensor gradient = slot.parameter.grad();
    if (gradient.defined()) update(slot, gradient, correction1, correction2);
  }
  drop_gradients();
}

void Adam::drop_gradients() {
  for (Slot& slot : slots_) slot.parameter.mutable_grad() = torch::Tensor();
}

void Adam::update(Slot& slot, const torch::Tensor& gradient, double correction1,
                  double correction2) {
  const double decay = options_.weight_decay;
  const Scalars scalars{
      static_cast<float>(options_.beta1),
      static_cast<float>(options_.beta2),
      static_cast<float>(1.0 - options_.beta1),
      static_cast<float>(1.0 - options_.beta2),
      static_cast<float>(options_.decoupled_decay ? 0.0 : decay),
      static_cast<float>(options_.decoupled_decay ? 1.0 - options_.learning_rate * decay : 1.0),
      static_cast<float>(options_.learning_rate / correction1),
      static_cast<float>(1.0 / std::sqrt(correction2)),
      static_cast<float>(options_.epsilon)};
  if (!slot.parameter.is_cpu()) {
    return tensor_update(slot.parameter, slot.first, slot.second, gradient, scalars);
  }
  // Element i must be the same element in all four.
  const torch::Tensor aligned = gradient.strides() == slot.parameter.strides()
                                    ? gradient
                                    : torch::empty_like(slot.parameter).copy_(gradient);
  float* weight = slot.parameter.data_ptr<float>();
  float* first = slot.first.data_ptr<float>();
  float* second = slot.second.data_ptr<float>();
  const float* values = aligned.data_ptr<float>();
  at::parallel_for(0, slot.parameter.numel(), 1 << 15, [&](std::int64_t begin, std::int64_t end) {
    fused_update(weight, first, second, values, begin, end, scalars);
  });
}

graph::Weights Adam::first_moments() const {
  graph::Weights out;
  for (const Slot& slot : slots_) out.emplace(slot.name, to_plain(slot.first));
  return out;
}

graph::Weights Adam::second_moments() const {
  graph::Weights out;
  for (const Slot& slot : slots_) out.emplace(slot.name, to_plain(slot.second));
  return out;
}

void Adam::restore(std::int64_t steps, const graph::Weights& first, const graph::Weights& second) {
  const auto copy = [](torch::Tensor& into, const graph::Weights& from, const std::string& name) {
    const auto found = from.find(name);
    if (found == from.end() ||
        found->second.shape != graph::Shape(into.sizes().begin(), into.sizes().end())) {
      fail("the optimiser's state lacks '{}' in the shape of the network", name);
    }
    into.copy_(to_torch(found->second));
  };
  for (Slot& slot : slots_) {
    copy(slot.first, first, slot.name);
    copy(slot.second, second, slot.name);
  }
  steps_ = steps;
}

}  // namespace efs::train
