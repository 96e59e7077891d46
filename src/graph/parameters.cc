#include "graph/graph.h"
#include "graph/overloaded.h"

namespace efs::graph {

namespace {

constexpr InitRule kOnes{Init::kOnes, 0.0};
constexpr InitRule kZeros{Init::kZeros, 0.0};

/// Appends the tensors of one node.
class Collector {
 public:
  Collector(const Graph& graph, NodeId id, std::vector<Parameter>& parameters)
      : graph_(graph), node_(graph.node(id)), id_(id), parameters_(parameters) {}

  void operator()(const Conv2d& op) const {
    const std::int64_t in = input_shape()[0] / op.groups;
    add(".weight",
        op.linear_weight ? Shape{op.out_channels, in}
                         : Shape{op.out_channels, in, op.kernel_h, op.kernel_w},
        op.weight_init);
    if (op.bias) add(".bias", {op.out_channels}, op.bias_init);
  }

  void operator()(const Linear& op) const {
    add(".weight", {op.out_features, input_shape()[0]}, op.weight_init);
    if (op.bias) add(".bias", {op.out_features}, op.bias_init);
  }

  void operator()(const BatchNorm2d&) const {
    const Shape channels{node_.shape[0]};
    add(".weight", channels, kOnes);
    add(".bias", channels, kZeros);
    add(".running_mean", channels, kZeros, false);
    add(".running_var", channels, kOnes, false);
  }

  void operator()(const LayerNorm2d&) const {
    add(".weight", {node_.shape[0]}, kOnes);
    add(".bias", {node_.shape[0]}, kZeros);
  }

  void operator()(const ChannelScale& op) const {
    add("", {node_.shape[0], 1, 1}, {Init::kConstant, op.init_value});
  }

  template <typename WeightFree>
  void operator()(const WeightFree&) const {}

 private:
  const Shape& input_shape() const { return graph_.node(node_.inputs[0]).shape; }

  void add(const char* suffix, Shape shape, InitRule init, bool trainable = true) const {
    parameters_.push_back({node_.name + suffix, std::move(shape), trainable, init, id_});
  }

  const Graph& graph_;
  const Node& node_;
  NodeId id_;
  std::vector<Parameter>& parameters_;
};

}  // namespace

std::vector<Parameter> parameters(const Graph& graph) {
  std::vector<Parameter> result;
  for (std::size_t i = 0; i < graph.nodes().size(); ++i) {
    const auto id = static_cast<NodeId>(i);
    std::visit(Collector(graph, id, result), graph.node(id).op);
  }
  return result;
}

}  // namespace efs::graph
