#include "train/network/initial_weights.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>

#include "core/error.h"
#include "core/rng.h"

namespace efs::train {
namespace {

// After torch.nn.init (PyTorch 1.13): fan_in and fan_out are those of
// _calculate_fan_in_and_fan_out.

using graph::Init;

struct Fans {
  double in = 1.0;
  double out = 1.0;
};

/// Of a weight [out, in/groups, ...]; the rest is the receptive field.
Fans fans_of(const graph::Shape& shape) {
  if (shape.size() < 2) return {};
  double field = 1.0;
  for (std::size_t i = 2; i < shape.size(); ++i) field *= static_cast<double>(shape[i]);
  return {static_cast<double>(shape[1]) * field, static_cast<double>(shape[0]) * field};
}

void fill_uniform(std::vector<float>& values, double bound, Rng& rng) {
  for (float& value : values) value = static_cast<float>(rng.uniform(-bound, bound));
}

void fill_normal(std::vector<float>& values, double deviation, Rng& rng) {
  for (float& value : values) value = static_cast<float>(deviation * rng.normal());
}

/// Values beyond `cut` are drawn again; the cut is in absolute units, as torch's default.
void fill_truncated_normal(std::vector<float>& values, double deviation, double cut, Rng& rng) {
  for (float& value : values) {
    double drawn = 0.0;
    do {
      drawn = deviation * rng.normal();
    } while (std::abs(drawn) > cut);
    value = static_cast<float>(drawn);
  }
}

void fill(std::vector<float>& values, const graph::InitRule& rule, const Fans& fans, Rng& rng) {
  switch (rule.kind) {
    case Init::kZeros:
      return std::fill(values.begin(), values.end(), 0.0F);
    case Init::kOnes:
      return std::fill(values.begin(), values.end(), 1.0F);
    case Init::kConstant:
      return std::fill(values.begin(), values.end(), static_cast<float>(rule.value));
    case Init::kNormal:
      return fill_normal(values, rule.value, rng);
    case Init::kTruncatedNormal:
      return fill_truncated_normal(values, rule.value, 2.0, rng);
    case Init::kUniform:
      return fill_uniform(values, rule.value, rng);
    case Init::kKaimingNormalFanOut:
      return fill_normal(values, std::sqrt(2.0 / fans.out), rng);
    case Init::kKaimingUniformFanOut:
      return fill_uniform(values, std::sqrt(6.0 / fans.out) * rule.value, rng);
    case Init::kKaimingNormalFanIn:
      return fill_normal(values, std::sqrt(2.0 / fans.in), rng);
    case Init::kKaimingUniformFanIn:
      return fill_uniform(values, std::sqrt(6.0 / fans.in), rng);
    case Init::kTorchDefault:
      return fill_uniform(values, 1.0 / std::sqrt(fans.in), rng);
  }
}

}  // namespace

graph::Weights initial_weights(const graph::Graph& graph, std::uint64_t seed) {
  const std::vector<graph::Parameter> wanted = graph::parameters(graph);
  // A bias is drawn by the fan of the weight beside it.
  std::map<graph::NodeId, Fans> fans;
  for (const graph::Parameter& parameter : wanted) {
    if (parameter.shape.size() >= 2) fans.try_emplace(parameter.node, fans_of(parameter.shape));
  }
  graph::Weights weights;
  for (const graph::Parameter& parameter : wanted) {
    // A stream of its own for each tensor: adding a layer changes no other layer's weights.
    Rng rng(derive_seed(derive_seed(seed, "weights"), parameter.name));
    graph::Tensor tensor{parameter.shape, {}};
    tensor.values.resize(static_cast<std::size_t>(graph::element_count(parameter.shape)));
    fill(tensor.values, parameter.init, fans[parameter.node], rng);
    weights.emplace(parameter.name, std::move(tensor));
  }
  return weights;
}

}  // namespace efs::train
