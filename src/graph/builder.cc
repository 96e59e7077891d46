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
  return static_cast<NodeId>(nodes_.size()) - 1;
}

NodeId Builder::add(std::string name, Op op, NodeId input) {
  return add(std::move(name), std::move(op), std::vector<NodeId>{input});
}

const Shape& Builder::shape(NodeId id) const {
  return nodes_.at(static_cast<std::size_t>(id)).shape;
}

Graph Builder::finish(NodeId output) const { return Graph(nodes_, output); }

}  // namespace efs::graph
