#include "onnx/lively_network.h"

#include "core/rng.h"
#include "train/network/initial_weights.h"

namespace efs::onnx {

graph::Weights lively_weights(const graph::Graph& graph, std::uint64_t seed) {
  graph::Weights weights = train::initial_weights(graph, seed);
  Rng rng(derive_seed(seed, "lively"));
  for (const graph::Parameter& parameter : graph::parameters(graph)) {
    const bool norm_weight = parameter.name.ends_with(".weight") && parameter.shape.size() == 1;
    const bool scale = parameter.shape.size() == 3;
    const bool variance = parameter.name.ends_with("running_var");
    const bool shift =
        parameter.name.ends_with(".bias") || parameter.name.ends_with("running_mean");
    for (float& value : weights.at(parameter.name).values) {
      if (norm_weight || scale || variance) value = static_cast<float>(rng.uniform(0.5, 1.5));
      if (shift) value = static_cast<float>(rng.uniform(-0.2, 0.2));
      if (parameter.name == "head.heat.weight") value *= 50.0F;  // a softmax that is not flat
    }
  }
  return weights;
}

std::vector<float> random_image(const graph::Graph& graph, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<float> input(static_cast<std::size_t>(graph::element_count(graph.input().shape)));
  for (float& value : input) value = static_cast<float>(rng.normal());
  return input;
}

}  // namespace efs::onnx
