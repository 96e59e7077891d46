// A network without weights: what the torch module, the cost model, the ONNX file and the report
// all read. Nodes stand in topological order; node 0 is the input.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graph/op.h"

namespace efs::graph {

using NodeId = int;

/// [C,H,W], [D] behind Flatten, or [C,cells] behind ConcatCells; without the batch dimension.
using Shape = std::vector<std::int64_t>;

std::int64_t element_count(const Shape& shape);
/// "[64,32,32]"
std::string to_string(const Shape& shape);

struct Node {
  /// State-dict prefix ("layer1.0.conv1"); weight-free nodes carry a readable name, unique too.
  std::string name;
  Op op;
  std::vector<NodeId> inputs;
  Shape shape;  // of the output
  /// What its parameters are named instead of `name`, if not empty: layers of one such name share
  /// them, and each is a layer of its own in all other respects.
  std::string parameters_name = {};

  /// State-dict prefix of its parameters.
  const std::string& prefix() const { return parameters_name.empty() ? name : parameters_name; }
};

/// One tensor of the state dict.
struct Parameter {
  std::string name;  // "layer1.0.conv1.weight"
  Shape shape;
  bool trainable = true;  // false: running_mean, running_var
  InitRule init;
  NodeId node = 0;  // the first one that has it
};

/// For each node whether `output` depends on it; it depends on itself.
std::vector<bool> needed_nodes(const std::vector<Node>& nodes, NodeId output);

/// Each node comes after its inputs, so a loop over nodes() is an execution order.
class Graph {
 public:
  /// Error: an input does not come before its node, a name is taken, or layers share parameters
  /// that have different shapes.
  explicit Graph(std::vector<Node> nodes, NodeId output);

  const std::vector<Node>& nodes() const { return nodes_; }
  const Node& node(NodeId id) const { return nodes_.at(static_cast<std::size_t>(id)); }
  const Node& input() const { return nodes_.front(); }
  NodeId output_id() const { return output_; }
  const Node& output() const { return node(output_); }

 private:
  std::vector<Node> nodes_;
  NodeId output_;
};

/// All tensors of the state dict in module order: weight, bias, then running_mean, running_var. What
/// layers share is there once.
/// num_batches_tracked is left out: nothing reads it.
std::vector<Parameter> parameters(const Graph& graph);

/// A stable text of the structure (ops, attributes, shapes, edges), for digests and golden tests.
std::string describe(const Graph& graph);

}  // namespace efs::graph
