#include "graph/builder.h"

#include <utility>

#include "core/error.h"
#include "graph/shape_inference.h"

namespace efs::graph {

Builder::Builder(int channels, int height, int width) {
  add("input", Input{channels, height, width}, std::vector<NodeId>{});
}

Builder::Builder(const Graph& graph) : nodes_(graph.nodes()) {}

NodeId Builder::add(std::string name, Op op, std::vector<NodeId> inputs) {
  std::vector<Shape> shapes;
  shapes.reserve(inputs.size());
  for (NodeId id : inputs) {
    if (id < 0 || static_cast<std::size_t>(id) >= nodes_.size()) {
      fail("layer '{}': its input {} does not exist; nodes are added after their inputs", name, id);
    }
    shapes.push_back(shape(id));
  }
  Shape result = infer_shape(name, op, shapes);
  nodes_.push_back({std::move(name), std::move(op), std::move(inputs), std::move(result)});
  return next() - 1;
}

NodeId Builder::add(std::string name, Op op, NodeId input) {
  return add(std::move(name), std::move(op), std::vector<NodeId>{input});
}

void Builder::name_parameters(NodeId id, std::string name) {
  nodes_.at(static_cast<std::size_t>(id)).parameters_name = std::move(name);
}

Graph Builder::finish(NodeId output) const {
  if (output < 0 || static_cast<std::size_t>(output) >= nodes_.size()) {
    return Graph(nodes_, output);  // which refuses it
  }
  std::vector<bool> kept = needed_nodes(nodes_, output);
  kept[0] = true;
  std::vector<Node> nodes;
  std::vector<NodeId> new_id(nodes_.size(), -1);
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (!kept[i]) continue;
    new_id[i] = static_cast<NodeId>(nodes.size());
    nodes.push_back(nodes_[i]);
    for (NodeId& input : nodes.back().inputs) input = new_id[static_cast<std::size_t>(input)];
  }
  return Graph(std::move(nodes), new_id[static_cast<std::size_t>(output)]);
}

}  // namespace efs::graph
