#include "graph/fold.h"

#include <cmath>

namespace efs::graph {

namespace {

bool does_nothing_at_inference(const Node& node) { return is<Dropout, StochasticDepth>(node.op); }

std::vector<bool> needed_by(const Graph& graph, const std::vector<NodeId>& outputs) {
  std::vector<bool> needed(graph.nodes().size());
  for (const NodeId output : outputs) {
    const std::vector<bool> found = needed_nodes(graph.nodes(), output);
    for (std::size_t i = 0; i < needed.size(); ++i) needed[i] = needed[i] || found[i];
  }
  return needed;
}

/// How often each node's own value is read; an output of the file counts as a reader.
std::vector<int> reader_counts(const Graph& graph, const std::vector<bool>& needed,
                               const std::vector<NodeId>& outputs) {
  std::vector<int> counts(graph.nodes().size(), 0);
  for (std::size_t i = 0; i < graph.nodes().size(); ++i) {
    if (!needed[i]) continue;
    for (NodeId input : graph.nodes()[i].inputs) ++counts[index(input)];
  }
  for (const NodeId output : outputs) ++counts[index(output)];
  return counts;
}

/// By node: only one layer reads its value, past layers that do nothing.
std::vector<bool> read_by_one(const Graph& graph, const std::vector<int>& readers) {
  std::vector<bool> result(graph.nodes().size());
  for (std::size_t i = 0; i < graph.nodes().size(); ++i) {
    const Node& node = graph.nodes()[i];
    result[i] =
        readers[i] == 1 && (!does_nothing_at_inference(node) || result[index(node.inputs[0])]);
  }
  return result;
}

/// Fuses a node into the convolution that holds its only input, or has that reflected for it.
void choose(const Graph& graph, NodeId id, FoldPlan& plan) {
  const Node& node = graph.node(id);
  const NodeId convolution = plan.holder[index(node.inputs[0])];
  if (is<BatchNorm2d, ChannelScale>(node.op)) {
    plan.holder[index(id)] = convolution;
    plan.fused[index(convolution)].push_back(id);
  } else if (is_activation(node.op, ActivationKind::kRelu6)) {
    plan.reflected[index(convolution)] = true;
  }
}

/// Output channel c becomes scale * c + shift.
void scale_channel(ConvolutionValues& values, std::size_t channel, double scale, double shift) {
  const std::size_t per_channel = values.weight.values.size() / values.bias.values.size();
  for (std::size_t i = channel * per_channel; i < (channel + 1) * per_channel; ++i) {
    values.weight.values[i] = static_cast<float>(values.weight.values[i] * scale);
  }
  float& bias = values.bias.values[channel];
  bias = static_cast<float>(bias * scale + shift);
}

void fuse(ConvolutionValues& values, const Node& node, const Weights& weights) {
  const auto* norm = std::get_if<BatchNorm2d>(&node.op);
  for (std::size_t c = 0; c < values.bias.values.size(); ++c) {
    if (norm == nullptr) {
      scale_channel(values, c, weights.at(node.prefix()).values[c], 0.0);
      continue;
    }
    const double variance = weights.at(node.prefix() + ".running_var").values[c];
    const double scale =
        weights.at(node.prefix() + ".weight").values[c] / std::sqrt(variance + norm->epsilon);
    const double shift = weights.at(node.prefix() + ".bias").values[c] -
                         weights.at(node.prefix() + ".running_mean").values[c] * scale;
    scale_channel(values, c, scale, shift);
  }
}

}  // namespace

FoldPlan plan_folding(const Graph& graph, const std::vector<NodeId>& outputs) {
  const std::size_t count = graph.nodes().size();
  FoldPlan plan;
  plan.needed = needed_by(graph, outputs);
  plan.holder.resize(count);
  plan.fused.resize(count);
  plan.reflected.resize(count);
  const std::vector<bool> exclusive =
      read_by_one(graph, reader_counts(graph, plan.needed, outputs));
  for (std::size_t i = 0; i < count; ++i) {
    const Node& node = graph.nodes()[i];
    plan.holder[i] = static_cast<NodeId>(i);
    if (!plan.needed[i] || node.inputs.empty()) continue;
    const std::size_t source = index(node.inputs[0]);
    if (does_nothing_at_inference(node)) {
      plan.holder[i] = plan.holder[source];
    } else if (exclusive[source] && is<Conv2d>(graph.node(plan.holder[source]).op)) {
      choose(graph, static_cast<NodeId>(i), plan);
    }
  }
  return plan;
}

ConvolutionValues folded_convolution(const Graph& graph, NodeId convolution, const FoldPlan& plan,
                                     const Weights& weights) {
  const Node& node = graph.node(convolution);
  const auto& op = std::get<Conv2d>(node.op);
  ConvolutionValues values;
  values.weight = weights.at(node.prefix() + ".weight");
  values.weight.shape.resize(4, 1);  // a Linear's [out, in] is [out, in, 1, 1] here
  values.bias.shape = {op.out_channels};
  values.bias.values = op.bias ? weights.at(node.prefix() + ".bias").values
                               : std::vector<float>(static_cast<std::size_t>(op.out_channels));
  for (NodeId id : plan.fused[index(convolution)]) fuse(values, graph.node(id), weights);
  if (plan.reflected[index(convolution)]) {
    for (std::size_t c = 0; c < values.bias.values.size(); ++c) scale_channel(values, c, -1.0, 6.0);
  }
  return values;
}

}  // namespace efs::graph
