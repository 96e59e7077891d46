#include "onnx/quantise.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"

namespace efs::onnx {

namespace {

using graph::Graph;
using graph::Node;
using graph::NodeId;

constexpr float kLargest = 127.0F;
constexpr float kLargestUnsigned = 255.0F;
constexpr std::uint8_t kMiddle = 128;

bool is_relu(const Node& node) {
  return graph::is_activation(node.op, graph::ActivationKind::kRelu, graph::ActivationKind::kRelu6);
}

bool only_moves_values(const Node& node) {
  const auto* pool = std::get_if<graph::Pool2d>(&node.op);
  return (pool != nullptr && pool->kind == graph::PoolKind::kMax) ||
         graph::is<graph::Flatten, graph::SliceChannels, graph::ChannelShuffle, graph::Upsample2x>(
             node.op);
}

constexpr double kAnything = -std::numeric_limits<double>::infinity();

/// The smallest value that the activation can put out (minima of x sigmoid(x) and of GELU).
double lowest_of(graph::ActivationKind kind) {
  switch (kind) {
    case graph::ActivationKind::kHardswish:
      return -0.375;
    case graph::ActivationKind::kSilu:
      return -0.2785;
    case graph::ActivationKind::kGelu:
      return -0.17;
    default:
      return 0.0;
  }
}

/// Its values are 0 to 1, so a product with them is no further from 0.
bool is_gate(const Node& node) {
  return graph::is_activation(node.op, graph::ActivationKind::kSigmoid,
                              graph::ActivationKind::kHardsigmoid);
}

/// No value of the node's operator is smaller, whatever the weights; at most 0. `lowest`: of the
/// nodes in front of it.
double lowest_value(const Graph& graph, const Node& node, const std::vector<double>& lowest) {
  if (const auto* activation = std::get_if<graph::Activation>(&node.op)) {
    return lowest_of(activation->kind);
  }
  double smallest = 0.0, sum = 0.0;
  int factors = 0;
  for (const NodeId input : node.inputs) {
    if (graph::is<graph::Multiply>(node.op) && is_gate(graph.nodes()[index(input)])) continue;
    ++factors;
    smallest = std::min(smallest, lowest[index(input)]);
    sum += lowest[index(input)];
  }
  if (graph::is<graph::Add>(node.op)) return sum;
  if (graph::is<graph::Multiply>(node.op))
    return factors <= 1 || smallest == 0.0 ? smallest : kAnything;
  const bool keeps_values =
      only_moves_values(node) || graph::is<graph::Pool2d, graph::GlobalAveragePool, graph::Dropout,
                                           graph::StochasticDepth, graph::Concat>(node.op);
  return keeps_values ? smallest : kAnything;
}

std::vector<double> lowest_values(const Graph& graph) {
  std::vector<double> result;
  for (const Node& node : graph.nodes()) result.push_back(lowest_value(graph, node, result));
  return result;
}

/// The readers of the file's tensors, by holder.
struct Readers {
  std::vector<bool> leads_to_weight;
  std::vector<int> count;
  std::vector<bool> relu;        // at least one is a ReLU
  std::vector<std::size_t> one;  // one of them
};

Readers readers_of(const Graph& graph, const FoldPlan& fold) {
  const std::size_t count = graph.nodes().size();
  Readers readers{std::vector<bool>(count), std::vector<int>(count), std::vector<bool>(count),
                  std::vector<std::size_t>(count)};
  for (std::size_t i = count; i-- > 0;) {
    const Node& node = graph.nodes()[i];
    const bool stands_in_file = fold.needed[i] && fold.holder[i] == static_cast<NodeId>(i);
    if (!stands_in_file) continue;
    for (const NodeId input : node.inputs) {
      const std::size_t source = index(fold.holder[index(input)]);
      ++readers.count[source];
      readers.one[source] = i;
      if (graph::is<graph::Conv2d, graph::Linear>(node.op) || readers.leads_to_weight[i]) {
        readers.leads_to_weight[source] = true;
      }
      if (is_relu(node)) readers.relu[source] = true;
    }
  }
  return readers;
}

void check_ranges(const Graph& graph, const ActivationRanges& ranges) {
  if (ranges.size() != graph.nodes().size()) {
    fail("int8: {} ranges for a network of {} layers", ranges.size(), graph.nodes().size());
  }
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (std::isfinite(ranges[i]) && ranges[i] >= 0.0F) continue;
    fail("int8: layer '{}' puts out values of up to {}", graph.nodes()[i].name, ranges[i]);
  }
}

/// A tensor of zeros gets the step of one whose largest value is 1.
float step_of(float range, float integers) { return (range > 0.0F ? range : 1.0F) / integers; }

/// The values of a tensor that have an effect.
struct Interval {
  double low, high;
};

/// `range`: the largest magnitude of the values; `read`: that of what their only reader makes of
/// them. HardSwish and HardSigmoid are 0 up to -3, and HardSigmoid is 1 from 3 on.
Interval effective(double lowest, double range, const Node* reader, double read) {
  constexpr double kKnee = 3.0;
  Interval interval{std::max(lowest, -range), range};
  if (reader == nullptr) return interval;
  const bool swish = graph::is_activation(reader->op, graph::ActivationKind::kHardswish);
  if (!swish && !graph::is_activation(reader->op, graph::ActivationKind::kHardsigmoid)) {
    return interval;
  }
  interval.low = std::max(interval.low, -kKnee);
  interval.high = std::min(interval.high, swish ? std::max(kKnee, read) : kKnee);
  return interval;
}

Rounding rounding_of(const Interval& interval) {
  const auto low = static_cast<float>(interval.low), high = static_cast<float>(interval.high);
  if (low < 0.0F && low == -high) return {step_of(high, kLargest), kMiddle};
  const float step = step_of(high - low, kLargestUnsigned);
  return {step, static_cast<std::uint8_t>(std::lround(-low / step))};
}

}  // namespace

std::vector<Rounding> plan_quantisation(const Graph& graph, const FoldPlan& fold,
                                        const ActivationRanges& ranges) {
  check_ranges(graph, ranges);
  const Readers readers = readers_of(graph, fold);
  const std::vector<double> lowest = lowest_values(graph);
  std::vector<Rounding> plan(graph.nodes().size());
  for (std::size_t i = 0; i < plan.size(); ++i) {
    const Node& node = graph.nodes()[i];
    if (!readers.leads_to_weight[i] || (readers.count[i] == 1 && readers.relu[i])) continue;
    if (only_moves_values(node)) {
      plan[i] = plan[index(fold.holder[index(node.inputs[0])])];
      if (plan[i]) continue;
    }
    const std::size_t last = fold.fused[i].empty() ? i : index(fold.fused[i].back());
    const std::size_t reader = readers.one[i];
    plan[i] = rounding_of(effective(lowest[i], ranges[last],
                                    readers.count[i] == 1 ? &graph.nodes()[reader] : nullptr,
                                    ranges[reader]));
  }
  return plan;
}

QuantisedWeight quantise_weight(const graph::Tensor& weight, const std::vector<float>& bias,
                                float input_step) {
  constexpr double kLargestBias = 0.5 * std::numeric_limits<std::int32_t>::max();
  const auto channels = static_cast<std::size_t>(weight.shape.at(0));
  const std::size_t per_channel = weight.values.size() / channels;
  QuantisedWeight result;
  for (std::size_t c = 0; c < channels; ++c) {
    const auto begin = weight.values.begin() + static_cast<std::ptrdiff_t>(c * per_channel);
    const auto end = begin + static_cast<std::ptrdiff_t>(per_channel);
    float largest = 0.0F;
    for (auto value = begin; value != end; ++value) largest = std::max(largest, std::fabs(*value));
    float step = step_of(largest, kLargest);
    // A channel of tiny weights and a large bias: its bias must fit.
    const double offset = bias.empty() ? 0.0 : bias[c];
    step = std::max(step, static_cast<float>(std::fabs(offset) / kLargestBias / input_step));
    result.steps.push_back(step);
    for (auto value = begin; value != end; ++value) {
      result.values.push_back(static_cast<std::int8_t>(std::nearbyint(*value / step)));
    }
    if (!bias.empty()) {
      result.bias.push_back(static_cast<std::int32_t>(
          std::nearbyint(offset / (static_cast<double>(input_step) * step))));
    }
  }
  return result;
}

}  // namespace efs::onnx
