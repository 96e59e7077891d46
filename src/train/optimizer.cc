#include "train/optimizer.h"

#include <ATen/Parallel.h>

#include <cmath>

#include "core/error.h"
#include "train/backbone_names.h"

namespace efs::train {
namespace {

/// A step of Adam or AdamW as numbers that do not depend on the element.
struct AdamScalars {
  float gradient;  // its factor
  float beta1, beta2;
  float rest1, rest2;     // 1 - beta, taken in double: 1 - 0.999F is off by 5e-5 of itself
  float decay_gradient;   // L2: added to the gradient, times the weight
  float keep_weight;      // AdamW: 1 - learning_rate * weight_decay
  float step_size;        // learning_rate / correction of the first moment
  float root_correction;  // 1 / sqrt(correction of the second moment)
  float epsilon;
};

AdamScalars adam_scalars(const OptimizerOptions& options, double weight_decay, double factor,
                         std::int64_t steps) {
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

void fused_adam(float* weight, float* first, float* second, const float* gradient,
                std::int64_t begin, std::int64_t end, const AdamScalars& s) {
  for (std::int64_t i = begin; i < end; ++i) {
    const float g = s.gradient * gradient[i] + s.decay_gradient * weight[i];
    const float m = s.beta1 * first[i] + s.rest1 * g;
    const float v = s.beta2 * second[i] + s.rest2 * g * g;
    first[i] = m;
    second[i] = v;
    weight[i] = s.keep_weight * weight[i] -
                s.step_size * m / (std::sqrt(v) * s.root_correction + s.epsilon);
  }
}

/// The same on any device.
void tensor_adam(const torch::Tensor& weight, const torch::Tensor& first,
                 const torch::Tensor& second, torch::Tensor gradient, const AdamScalars& s) {
  if (s.gradient != 1.0F) gradient = gradient * s.gradient;
  if (s.decay_gradient != 0.0F) gradient = gradient + weight * s.decay_gradient;
  first.mul_(s.beta1).add_(gradient, s.rest1);
  second.mul_(s.beta2).addcmul_(gradient, gradient, s.rest2);
  if (s.keep_weight != 1.0F) weight.mul_(s.keep_weight);
  weight.addcdiv_(first, second.sqrt().mul_(s.root_correction).add_(s.epsilon), -s.step_size);
}

struct SgdScalars {
  float gradient;  // its factor
  float momentum;
  float decay;
  float step_size;
};

/// torch.optim.SGD with nesterov=True: velocities start at zero, so that the first step is
/// gradient + momentum * gradient.
void fused_sgd(float* weight, float* velocity, const float* gradient, std::int64_t begin,
               std::int64_t end, const SgdScalars& s) {
  for (std::int64_t i = begin; i < end; ++i) {
    const float g = s.gradient * gradient[i] + s.decay * weight[i];
    const float v = s.momentum * velocity[i] + g;
    velocity[i] = v;
    weight[i] -= s.step_size * (g + s.momentum * v);
  }
}

void tensor_sgd(const torch::Tensor& weight, const torch::Tensor& velocity,
                const torch::Tensor& gradient, const SgdScalars& s) {
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
  const AdamScalars a = adam_scalars(options_, slot.weight_decay, gradient_factor, own_steps);
  const SgdScalars s{static_cast<float>(gradient_factor), static_cast<float>(options_.beta1),
                     static_cast<float>(slot.weight_decay),
                     static_cast<float>(options_.learning_rate)};
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
  at::parallel_for(0, slot.parameter.numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
    if (adam) {
      fused_adam(weight, first, second, values, begin, end, a);
    } else {
      fused_sgd(weight, first, values, begin, end, s);
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
