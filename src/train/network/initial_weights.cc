#include "train/network/initial_weights.h"

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

/// The weight is [out, in/groups, ...]; the rest is the receptive field.
Fans fans_of(const graph::Shape& shape) {
  if (shape.size() < 2) return {};
  double field = 1.0;
  for (std::size_t i = 2; i < shape.size(); ++i) field *= static_cast<double>(shape[i]);
  return {static_cast<double>(shape[1]) * field, static_cast<double>(shape[0]) * field};
}

double draw(const graph::InitRule& rule, const Fans& fans, Rng& rng) {
  const auto uniform = [&rng](double bound) { return rng.uniform(-bound, bound); };
  switch (rule.kind) {
    case Init::kZeros:
      return 0.0;
    case Init::kOnes:
      return 1.0;
    case Init::kConstant:
      return rule.value;
    case Init::kNormal:
      return rule.value * rng.normal();
    case Init::kTruncatedNormal: {
      constexpr double kCut = 2.0;  // in absolute units, as torch's default
      double drawn = 0.0;
      do {
        drawn = rule.value * rng.normal();
      } while (std::abs(drawn) > kCut);
      return drawn;
    }
    case Init::kKaimingNormalFanOut:
      return std::sqrt(2.0 / fans.out) * rng.normal();
    case Init::kKaimingNormalFanIn:
      return std::sqrt(2.0 / fans.in) * rng.normal();
    case Init::kKaimingUniformFanIn:
      return uniform(std::sqrt(6.0 / fans.in));
    case Init::kTorchDefault:
      return uniform(1.0 / std::sqrt(fans.in));
  }
  fail("a rule for fresh weights that is not implemented");
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
    const Fans own = fans[parameter.node];
    for (float& value : tensor.values) value = static_cast<float>(draw(parameter.init, own, rng));
    weights.emplace(parameter.name, std::move(tensor));
  }
  return weights;
}

}  // namespace efs::train
