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

template <typename... Ops>
bool is_any(const Op& op) {
  return (std::holds_alternative<Ops>(op) || ...);
}

/// Nothing is left of it in the model file.
bool vanishes(const Op& op) {
  return is_any<Input, BatchNorm2d, Dropout, StochasticDepth, Flatten>(op);
}

}  // namespace

const std::vector<std::string>& latency_feature_names() {
  static const std::vector<std::string> names{"run",     "operators", "conv 1x1", "conv depthwise",
                                              "grouped", "conv",      "linear",   "elements"};
  return names;
}

std::vector<double> latency_features(const Graph& graph) {
  std::vector<double> features(kCount, 0.0);
  features[kRun] = 1.0;
  const auto costs = cost_by_node(graph);
  for (std::size_t i = 0; i < graph.nodes().size(); ++i) {
    const Node& node = graph.nodes()[i];
    if (vanishes(node.op)) continue;
    const double macs = static_cast<double>(costs[i].macs) * 1e-6;
    if (const auto* conv = std::get_if<Conv2d>(&node.op)) {
      features[kind_of(*conv, graph.node(node.inputs[0]).shape[0])] += macs;
    } else if (std::holds_alternative<Linear>(node.op)) {
      features[kLinear] += macs;
    } else {
      features[kElements] += static_cast<double>(element_count(node.shape)) * 1e-6;
    }
    if (!std::holds_alternative<Activation>(node.op)) features[kOperators] += 1.0;
  }
  return features;
}

}  // namespace efs::graph
