#include "graph/graph.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/error.h"

namespace efs::graph {

namespace {

constexpr InitRule kOnes{Init::kOnes, 0.0};
constexpr InitRule kZeros{Init::kZeros, 0.0};

/// The parameters that one node reads.
std::vector<Parameter> parameters_of(const std::vector<Node>& nodes, NodeId id) {
  std::vector<Parameter> result;
  const Node& node = nodes[static_cast<std::size_t>(id)];
  const auto in_channels = [&] { return nodes[static_cast<std::size_t>(node.inputs[0])].shape[0]; };
  const auto add = [&](const char* suffix, Shape shape, InitRule init, bool trainable = true) {
    result.push_back({node.prefix() + suffix, std::move(shape), trainable, init, id});
  };
  const auto add_ones_and_zeros = [&] {
    add(".weight", {node.shape[0]}, kOnes);
    add(".bias", {node.shape[0]}, kZeros);
  };
  std::visit(Overloaded{
                 [&](const Conv2d& op) {
                   Shape weight{op.out_channels, in_channels() / op.groups};
                   if (!op.linear_weight) {
                     weight.insert(weight.end(), {op.kernel_h, op.kernel_w});
                   }
                   add(".weight", std::move(weight), op.weight_init);
                   if (op.bias) add(".bias", {op.out_channels}, op.bias_init);
                 },
                 [&](const Linear& op) {
                   add(".weight", {op.out_features, in_channels()}, op.weight_init);
                   if (op.bias) add(".bias", {op.out_features}, op.bias_init);
                 },
                 [&](const BatchNorm2d&) {
                   add_ones_and_zeros();
                   add(".running_mean", {node.shape[0]}, kZeros, false);
                   add(".running_var", {node.shape[0]}, kOnes, false);
                 },
                 [&](const LayerNorm2d&) { add_ones_and_zeros(); },
                 [&](const ChannelScale& op) {
                   add("", {node.shape[0], 1, 1}, {Init::kConstant, op.init_value});
                 },
                 [](const auto&) {},  // without weights
             },
             node.op);
  return result;
}

/// Error unless both nodes read the same tensors.
void require_equal_parameters(const std::vector<Node>& nodes, NodeId first, NodeId second) {
  const auto text = [&](NodeId id) {
    std::vector<std::string> tensors;
    for (const Parameter& parameter : parameters_of(nodes, id)) {
      tensors.push_back(parameter.name + " " + to_string(parameter.shape));
    }
    return fmt::format("{}", fmt::join(tensors, ", "));
  };
  if (text(first) == text(second)) return;
  const Node& node = nodes[static_cast<std::size_t>(second)];
  fail("layers '{}' and '{}' share the parameters '{}', but one has {} and the other {}",
       nodes[static_cast<std::size_t>(first)].name, node.name, node.prefix(), text(first),
       text(second));
}

}  // namespace

std::int64_t element_count(const Shape& shape) {
  std::int64_t count = 1;
  for (std::int64_t extent : shape) count *= extent;
  return count;
}

std::string to_string(const Shape& shape) { return fmt::format("[{}]", fmt::join(shape, ",")); }

std::vector<bool> needed_nodes(const std::vector<Node>& nodes, NodeId output) {
  std::vector<bool> needed(nodes.size(), false);
  needed.at(static_cast<std::size_t>(output)) = true;
  for (std::size_t i = nodes.size(); i-- > 0;) {
    if (!needed[i]) continue;
    for (NodeId input : nodes[i].inputs) needed[static_cast<std::size_t>(input)] = true;
  }
  return needed;
}

Graph::Graph(std::vector<Node> nodes, NodeId output) : nodes_(std::move(nodes)), output_(output) {
  if (nodes_.empty() || !std::holds_alternative<Input>(nodes_.front().op)) {
    fail("a graph starts with its input node");
  }
  if (output < 0 || static_cast<std::size_t>(output) >= nodes_.size()) {
    fail("the output node {} does not exist; the graph has {} nodes", output, nodes_.size());
  }
  std::unordered_set<std::string_view> names;
  std::unordered_map<std::string_view, NodeId> owners;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const Node& node = nodes_[i];
    if (!names.insert(node.name).second) {
      fail("two layers are named '{}'; names must be unique", node.name);
    }
    for (NodeId id : node.inputs) {
      if (id < 0 || static_cast<std::size_t>(id) >= i) {
        fail("layer '{}': its input {} does not come before it", node.name, id);
      }
    }
    const auto id = static_cast<NodeId>(i);
    const auto [owner, is_first] = owners.try_emplace(node.prefix(), id);
    if (!is_first) require_equal_parameters(nodes_, owner->second, id);
  }
}

std::vector<Parameter> parameters(const Graph& graph) {
  std::vector<Parameter> result;
  std::unordered_set<std::string_view> prefixes;
  for (std::size_t i = 0; i < graph.nodes().size(); ++i) {
    if (!prefixes.insert(graph.nodes()[i].prefix()).second) continue;
    const std::vector<Parameter> own = parameters_of(graph.nodes(), static_cast<NodeId>(i));
    result.insert(result.end(), own.begin(), own.end());
  }
  return result;
}

std::string describe(const Graph& graph) {
  std::string text;
  auto out = std::back_inserter(text);
  for (const Node& node : graph.nodes()) {
    fmt::format_to(out, "{} {}({}) <- [{}] -> {}", node.name, op_name(node.op),
                   op_attributes(node.op), fmt::join(node.inputs, ","), to_string(node.shape));
    if (!node.parameters_name.empty()) fmt::format_to(out, " of {}", node.parameters_name);
    text += '\n';
  }
  fmt::format_to(out, "output {}\n", graph.output().name);
  return text;
}

}  // namespace efs::graph
