#include "train/optimizer.h"

#include <ATen/Parallel.h>

#include <cmath>
#include <map>

#include "core/error.h"
#include "train/foreach_update.h"
#include "train/weights/backbone_names.h"

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

kernels::SgdScalars sgd_scalars(const OptimizerOptions& options, double weight_decay,
                                double factor) {
  return {static_cast<float>(factor), static_cast<float>(options.beta1),
          static_cast<float>(weight_decay), static_cast<float>(options.learning_rate)};
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
  std::vector<torch::Tensor> elsewhere;  // on a device that one should not wait for again and again
  for (const Slot& slot : slots_) {
    const torch::Tensor gradient = slot.parameter.grad();
    if (!gradient.defined()) continue;
    if (!gradient.is_cpu()) {
      elsewhere.push_back(gradient);
      continue;
    }
    const double norm = gradient.norm().item<double>();
    squares += norm * norm;
  }
  if (!elsewhere.empty()) squares = std::pow(foreach_norm(elsewhere), 2);
  const double norm = std::sqrt(squares);
  return norm > options_.clip_norm ? options_.clip_norm / norm : 1.0;
}

void Optimizer::step() {
  const torch::NoGradGuard no_grad;
  ++steps_;
  if (frozen_) ++frozen_steps_;
  const double factor = clip_factor();
  std::map<std::pair<double, bool>, UpdateGroup> groups;  // by decay and backbone
  for (Slot& slot : slots_) {
    const torch::Tensor gradient = slot.parameter.grad();
    if (!gradient.defined()) continue;
    if (slot.parameter.is_cpu()) {
      update(slot, gradient, factor);
      continue;
    }
    UpdateGroup& group = groups[{slot.weight_decay, slot.backbone}];
    group.weights.push_back(slot.parameter);
    group.first.push_back(slot.first);
    if (slot.second.defined()) group.second.push_back(slot.second);
    group.gradients.push_back(gradient);
  }
  for (const auto& [of, group] : groups) update(group, of.first, of.second, factor);
  drop_gradients();
}

void Optimizer::drop_gradients() {
  for (Slot& slot : slots_) slot.parameter.mutable_grad() = torch::Tensor();
}

std::int64_t Optimizer::own_steps(bool backbone) const {
  return backbone ? steps_ - frozen_steps_ : steps_;
}

void Optimizer::update(const UpdateGroup& group, double weight_decay, bool backbone,
                       double gradient_factor) {
  if (options_.kind == OptimizerKind::kSgd) {
    foreach_sgd(group, sgd_scalars(options_, weight_decay, gradient_factor));
  } else {
    foreach_adam(group, adam_scalars(options_, weight_decay, gradient_factor, own_steps(backbone)));
  }
}

void Optimizer::update(Slot& slot, const torch::Tensor& gradient, double gradient_factor) {
  const bool adam = options_.kind != OptimizerKind::kSgd;
  const kernels::AdamScalars a =
      adam_scalars(options_, slot.weight_decay, gradient_factor, own_steps(slot.backbone));
  const kernels::SgdScalars s = sgd_scalars(options_, slot.weight_decay, gradient_factor);
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
