#include "graph/latency_features.h"

#include "graph/cost.h"

namespace efs::graph {
namespace {

enum Feature : std::size_t {
  kRun,
  kOperators,
  kPointwise,
  kDepthwise,
  kGrouped,
  kDense,
  kLinear,
  kElements,
  kCount,
};

Feature kind_of(const Conv2d& conv, std::int64_t in_channels) {
  if (conv.groups > 1) return conv.groups == in_channels ? kDepthwise : kGrouped;
  return conv.kernel_h == 1 && conv.kernel_w == 1 ? kPointwise : kDense;
}

/// Nothing is left of it in the model file.
bool vanishes(const Op& op) {
  return is<Input, BatchNorm2d, Dropout, StochasticDepth, Flatten>(op);
}

}  // namespace

std::vector<std::vector<double>> latency_features_by_node(const Graph& graph) {
  std::vector<std::vector<double>> result;
  const auto costs = cost_by_node(graph);
  for (std::size_t i = 0; i < graph.nodes().size(); ++i) {
    auto& features = result.emplace_back(kCount, 0.0);
    const Node& node = graph.nodes()[i];
    if (vanishes(node.op)) continue;
    const double macs = static_cast<double>(costs[i].macs) * 1e-6;
    if (const auto* conv = std::get_if<Conv2d>(&node.op)) {
      features[kind_of(*conv, graph.node(node.inputs[0]).shape[0])] = macs;
    } else if (is<Linear>(node.op)) {
      features[kLinear] = macs;
    } else {
      features[kElements] = static_cast<double>(element_count(node.shape)) * 1e-6;
    }
    if (!is<Activation>(node.op)) features[kOperators] = 1.0;
  }
  return result;
}

std::vector<double> latency_features(const Graph& graph) {
  std::vector<double> sum(kCount, 0.0);
  for (const auto& features : latency_features_by_node(graph)) {
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += features[i];
  }
  sum[kRun] = 1.0;
  return sum;
}

}  // namespace efs::graph
