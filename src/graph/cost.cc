#include "graph/cost.h"

namespace efs::graph {

namespace {

/// Multiply-accumulates of one node as fvcore and torchvision's documentation count them:
/// convolutions and linear layers only, without their biases.
std::int64_t macs(const Node& node, const Shape& input) {
  if (const auto* conv = std::get_if<Conv2d>(&node.op)) {
    return element_count(node.shape) * (input[0] / conv->groups) * conv->kernel_h * conv->kernel_w;
  }
  if (is<Linear>(node.op)) return node.shape[0] * input[0];
  return 0;
}

}  // namespace

std::vector<Cost> cost_by_node(const Graph& graph) {
  std::vector<Cost> costs;
  costs.reserve(graph.nodes().size());
  for (const Node& node : graph.nodes()) {
    Cost cost;
    if (!node.inputs.empty()) cost.macs = macs(node, graph.node(node.inputs[0]).shape);
    costs.push_back(cost);
  }
  for (const Parameter& parameter : parameters(graph)) {
    if (!parameter.trainable) continue;
    costs[static_cast<std::size_t>(parameter.node)].weight_count += element_count(parameter.shape);
  }
  return costs;
}

Cost cost(const Graph& graph) {
  Cost sum;
  for (const Cost& node : cost_by_node(graph)) {
    sum.weight_count += node.weight_count;
    sum.macs += node.macs;
  }
  return sum;
}

}  // namespace efs::graph
