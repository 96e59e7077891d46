#include "train/optimizer.h"

#include <ATen/Parallel.h>

#include <cmath>
#include <map>

#include "core/error.h"
#include "train/foreach_update.h"
#include "train/weights/backbone_names.h"

namespace efs::train {
namespace {

// Adam's constants, as arXiv 1412.6980 and torch have them.
constexpr double kBeta1 = 0.9, kBeta2 = 0.999, kAdamEpsilon = 1e-8;

kernels::AdamScalars adam_scalars(const TrainOptions& options, double weight_decay, double factor,
                                  std::int64_t steps) {
  const auto n = static_cast<double>(steps);
  const bool decoupled = options.optimizer == OptimizerKind::kAdamW;
  const double correction1 = 1.0 - std::pow(kBeta1, n);
  const double correction2 = 1.0 - std::pow(kBeta2, n);
  return {static_cast<float>(factor),
          static_cast<float>(kBeta1),
          static_cast<float>(kBeta2),
          static_cast<float>(1.0 - kBeta1),
          static_cast<float>(1.0 - kBeta2),
          static_cast<float>(decoupled ? 0.0 : weight_decay),
          static_cast<float>(decoupled ? 1.0 - options.learning_rate * weight_decay : 1.0),
          static_cast<float>(options.learning_rate / correction1),
          static_cast<float>(1.0 / std::sqrt(correction2)),
          static_cast<float>(kAdamEpsilon)};
}

kernels::SgdScalars sgd_scalars(const TrainOptions& options, double weight_decay, double factor) {
  return {static_cast<float>(factor), static_cast<float>(options.momentum),
          static_cast<float>(weight_decay), static_cast<float>(options.learning_rate)};
}

constexpr std::int64_t kGrain = 1 << 15;

/// `factor` multiplies the gradients; `steps`, of these parameters, counts from 1.
void update(const UpdateGroup& group, const TrainOptions& options, double weight_decay,
            double factor, std::int64_t steps) {
  const bool sgd = options.optimizer == OptimizerKind::kSgd;
  const kernels::AdamScalars a = adam_scalars(options, weight_decay, factor, steps);
  const kernels::SgdScalars s = sgd_scalars(options, weight_decay, factor);
  if (!group.weights.front().is_cpu()) return sgd ? foreach_sgd(group, s) : foreach_adam(group, a);
  const auto& k = kernels::kernels<float>();
  for (std::size_t i = 0; i < group.weights.size(); ++i) {
    const torch::Tensor &parameter = group.weights[i], &gradient = group.gradients[i];
    // Element i must be the same element in all of them.
    const torch::Tensor aligned = gradient.strides() == parameter.strides()
                                      ? gradient
                                      : torch::empty_like(parameter).copy_(gradient);
    float* weight = parameter.data_ptr<float>();
    float* first = group.first[i].data_ptr<float>();
    float* second = sgd ? nullptr : group.second[i].data_ptr<float>();
    const float* values = aligned.data_ptr<float>();
    at::parallel_for(0, parameter.numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
      const std::int64_t count = end - begin;
      if (sgd) {
        k.sgd(weight + begin, first + begin, values + begin, count, s);
      } else {
        k.adam(weight + begin, first + begin, second + begin, values + begin, count, a);
      }
    });
  }
}

}  // namespace

Optimizer::Optimizer(const std::vector<TorchNetwork::NamedTensor>& parameters,
                     const TrainOptions& options)
    : options_(options) {
  const bool has_second = options.optimizer != OptimizerKind::kSgd;
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
  std::vector<torch::Tensor> gradients;
  for (const Slot& slot : slots_) {
    if (slot.parameter.grad().defined()) gradients.push_back(slot.parameter.grad());
  }
  if (gradients.empty()) return 1.0;
  double norm = 0.0;
  if (gradients.front().is_cpu()) {
    double squares = 0.0;
    for (const torch::Tensor& gradient : gradients) {
      const double own = gradient.norm().item<double>();
      squares += own * own;
    }
    norm = std::sqrt(squares);
  } else {
    norm = foreach_norm(gradients);  // one wait for the device
  }
  return norm > options_.clip_norm ? options_.clip_norm / norm : 1.0;
}

void Optimizer::step() {
  const torch::NoGradGuard no_grad;
  ++steps_;
  if (frozen_) ++frozen_steps_;
  const double factor = clip_factor();
  std::map<std::pair<double, bool>, UpdateGroup> groups;  // by decay and backbone
  for (const Slot& slot : slots_) {
    const torch::Tensor gradient = slot.parameter.grad();
    if (!gradient.defined()) continue;
    UpdateGroup& group = groups[{slot.weight_decay, slot.backbone}];
    group.weights.push_back(slot.parameter);
    group.first.push_back(slot.first);
    if (slot.second.defined()) group.second.push_back(slot.second);
    group.gradients.push_back(gradient);
  }
  for (const auto& [key, group] : groups) {
    const auto& [weight_decay, backbone] = key;
    update(group, options_, weight_decay, factor, backbone ? steps_ - frozen_steps_ : steps_);
  }
  drop_gradients();
}

void Optimizer::drop_gradients() {
  for (Slot& slot : slots_) slot.parameter.mutable_grad() = torch::Tensor();
}

graph::Weights Optimizer::moments(torch::Tensor Slot::*which) const {
  graph::Weights out;
  for (const Slot& slot : slots_) {
    if ((slot.*which).defined()) out.emplace(slot.name, to_plain(slot.*which));
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
