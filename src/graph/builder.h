// Builds a Graph node by node; every call infers the shape and checks it at once.
#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"

namespace efs::graph {

/// Names are state-dict prefixes. Errors name the node, its input shape and the rule.
class Builder {
 public:
  /// Starts with the input node "input", shape [channels,height,width].
  Builder(int channels, int height, int width);
  /// Starts from an existing graph, e.g. to put a head on a backbone.
  explicit Builder(const Graph& graph);

  NodeId input() const { return 0; }
  NodeId add(std::string name, Op op, std::vector<NodeId> inputs);
  /// The same with one input.
  NodeId add(std::string name, Op op, NodeId input);
  const std::vector<Node>& nodes() const { return nodes_; }
  const Node& node(NodeId id) const { return nodes_.at(static_cast<std::size_t>(id)); }
  const Shape& shape(NodeId id) const { return node(id).shape; }
  /// The id of what is added next.
  NodeId next() const { return static_cast<NodeId>(nodes_.size()); }

  /// Names a layer's parameters: all layers with one such name share them. finish() refuses layers
  /// whose parameters differ in shape.
  void name_parameters(NodeId id, std::string name);

  /// A Graph of the nodes that `output` depends on, and of the input. A node's id changes where a
  /// node before it is left out.
  Graph finish(NodeId output) const;

 private:
  std::vector<Node> nodes_;
};

}  // namespace efs::graph
