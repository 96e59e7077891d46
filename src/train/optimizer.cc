#include "train/optimizer.h"

#include <ATen/Parallel.h>

#include <cmath>

#include "core/error.h"
#include "train/backbone_names.h"
#include "train/kernels/kernels.h"

namespace efs::train {
namespace {

kernels::AdamScalars adam_scalars(const OptimizerOptions& options, double weight_decay,
                                  double factor, std::int64_t steps) {
  const auto n = static_cast<double>(steps);
  const bool decoupled = options.kind == OptimizerKind::kAdamW;
  const double correction1 = 1.0 - std::pow(options.beta1, n);
  const double correction2 = 1.0 - std::pow(options.beta2, n);
  return {static_cast<float>(factor),
          static_cast<float>(options.beta1),
          static_cast<float>(options.beta2),
          static_cast<float>(1.0 - options.beta1),
          static_cast<float>(1.0 - options.beta2),
          static_cast<float>(decoupled ? 0.0 : weight_decay),
          static_cast<float>(decoupled ? 1.0 - options.learning_rate * weight_decay : 1.0),
          static_cast<float>(options.learning_rate / correction1),
          static_cast<float>(1.0 / std::sqrt(correction2)),
          static_cast<float>(options.epsilon)};
}

/// kernels::adam on any device.
void tensor_adam(const torch::Tensor& weight, const torch::Tensor& first,
                 const torch::Tensor& second, torch::Tensor gradient,
                 const kernels::AdamScalars& s) {
  if (s.gradient != 1.0F) gradient = gradient * s.gradient;
  if (s.decay_gradient != 0.0F) gradient = gradient + weight * s.decay_gradient;
  first.mul_(s.beta1).add_(gradient, s.rest1);
  second.mul_(s.beta2).addcmul_(gradient, gradient, s.rest2);
  if (s.keep_weight != 1.0F) weight.mul_(s.keep_weight);
  weight.addcdiv_(first, second.sqrt().mul_(s.root_correction).add_(s.epsilon), -s.step_size);
}

/// kernels::sgd on any device.
void tensor_sgd(const torch::Tensor& weight, const torch::Tensor& velocity,
                const torch::Tensor& gradient, const kernels::SgdScalars& s) {
  const torch::Tensor g = gradient * s.gradient + weight * s.decay;
  velocity.mul_(s.momentum).add_(g);
  weight.add_(g + velocity * s.momentum, -s.step_size);
}

constexpr std::int64_t kGrain = 1 << 15;

}  // namespace

Optimizer::Optimizer(const std::vector<TorchNetwork::NamedTensor>& parameters,
                     const OptimizerOptions& options)
    : options_(options) {
  const bool has_second = options.kind != OptimizerKind::kSgd;
  for (const TorchNetwork::NamedTensor& parameter : parameters) {
    const torch::Tensor zeros = torch::zeros_like(parameter.tensor).detach();
    const bool decays =
        options.decay_all || (parameter.tensor.dim() >= 2 && parameter.name.ends_with(".weight"));
    slots_.push_back({parameter.name, parameter.tensor, zeros,
                      has_second ? zeros.clone() : torch::Tensor(),
                      decays ? options.weight_decay : 0.0, is_backbone(parameter.name)});
  }
}

void Optimizer::freeze_backbone(bool frozen) {
  if (frozen == frozen_) return;
  frozen_ = frozen;
  for (Slot& slot : slots_) {
    if (slot.backbone) slot.parameter.requires_grad_(!frozen);
  }
}

double Optimizer::clip_factor() const {
  if (options_.clip_norm <= 0.0) return 1.0;
  double squares = 0.0;
  for (const Slot& slot : slots_) {
    const torch::Tensor gradient = slot.parameter.grad();
    if (!gradient.defined()) continue;
    const double norm = gradient.norm().item<double>();
    squares += norm * norm;
  }
  const double norm = std::sqrt(squares);
  return norm > options_.clip_norm ? options_.clip_norm / norm : 1.0;
}

void Optimizer::step() {
  const torch::NoGradGuard no_grad;
  ++steps_;
  if (frozen_) ++frozen_steps_;
  const double factor = clip_factor();
  for (Slot& slot : slots_) {
    const torch::Tensor gradient = slot.parameter.grad();
    if (gradient.defined()) update(slot, gradient, factor);
  }
  drop_gradients();
}

void Optimizer::drop_gradients() {
  for (Slot& slot : slots_) slot.parameter.mutable_grad() = torch::Tensor();
}

void Optimizer::update(Slot& slot, const torch::Tensor& gradient, double gradient_factor) {
  const bool adam = options_.kind != OptimizerKind::kSgd;
  const std::int64_t own_steps = slot.backbone ? steps_ - frozen_steps_ : steps_;
  const kernels::AdamScalars a =
      adam_scalars(options_, slot.weight_decay, gradient_factor, own_steps);
  const kernels::SgdScalars s{
      static_cast<float>(gradient_factor), static_cast<float>(options_.beta1),
      static_cast<float>(slot.weight_decay), static_cast<float>(options_.learning_rate)};
  if (!slot.parameter.is_cpu()) {
    return adam ? tensor_adam(slot.parameter, slot.first, slot.second, gradient, a)
                : tensor_sgd(slot.parameter, slot.first, gradient, s);
  }
  // Element i must be the same element in all of them.
  const torch::Tensor aligned = gradient.strides() == slot.parameter.strides()
                                    ? gradient
                                    : torch::empty_like(slot.parameter).copy_(gradient);
  float* weight = slot.parameter.data_ptr<float>();
  float* first = slot.first.data_ptr<float>();
  float* second = adam ? slot.second.data_ptr<float>() : nullptr;
  const float* values = aligned.data_ptr<float>();
  const auto& k = kernels::kernels<float>();
  at::parallel_for(0, slot.parameter.numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
    const std::int64_t count = end - begin;
    if (adam) {
      k.adam(weight + begin, first + begin, second + begin, values + begin, count, a);
    } else {
      k.sgd(weight + begin, first + begin, values + begin, count, s);
    }
  });
}

graph::Weights Optimizer::first_moments() const {
  graph::Weights out;
  for (const Slot& slot : slots_) out.emplace(slot.name, to_plain(slot.first));
  return out;
}

graph::Weights Optimizer::second_moments() const {
  graph::Weights out;
  for (const Slot& slot : slots_) {
    if (slot.second.defined()) out.emplace(slot.name, to_plain(slot.second));
  }
  return out;
}

void Optimizer::restore(std::int64_t steps, const graph::Weights& first,
                        const graph::Weights& second, std::int64_t frozen_steps) {
  const auto copy = [](const torch::Tensor& into, const graph::Weights& from,
                       const std::string& name) {
    const auto found = from.find(name);
    if (found == from.end() ||
        found->second.shape != graph::Shape(into.sizes().begin(), into.sizes().end())) {
      fail("the optimiser's state lacks '{}' in the shape of the network", name);
    }
    into.copy_(to_torch(found->second));
  };
  for (Slot& slot : slots_) {
    copy(slot.first, first, slot.name);
    if (slot.second.defined()) copy(slot.second, second, slot.name);
  }
  steps_ = steps;
  frozen_steps_ = frozen_steps;
}

}  // namespace efs::train
