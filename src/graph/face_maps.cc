#include "graph/face_maps.h"

namespace efs::graph {

std::vector<FaceMaps> face_maps(const Graph& graph) {
  const auto* decode = std::get_if<DecodeFaces>(&graph.output().op);
  if (decode == nullptr) return {};
  const Node& scores = graph.node(graph.output().inputs.at(0));
  const Node& boxes = graph.node(graph.output().inputs.at(1));
  if (!is<ConcatCells>(scores.op) || !is<ConcatCells>(boxes.op)) return {};
  std::vector<FaceMaps> maps;
  for (std::size_t i = 0; i < decode->levels.size(); ++i) {
    maps.push_back({decode->levels[i], scores.inputs.at(i), boxes.inputs.at(i)});
  }
  return maps;
}

}  // namespace efs::graph
