#include "onnx/face_outputs.h"

#include "core/error.h"
#include "core/text/named_rows.h"
#include "graph/face_maps.h"
#include "onnx/yunet_network.h"

namespace efs::onnx {

namespace {

OutputNetwork raw_network(const graph::Graph& graph, const graph::Weights& weights,
                          const ModelInfo& info) {
  OutputNetwork network{graph, weights, {}, false, info};
  for (const graph::FaceMaps& maps : graph::face_maps(graph)) {
    const std::string stride = std::to_string(maps.grid.stride);
    network.outputs.push_back({.name = "score_" + stride, .node = maps.score});
    network.outputs.push_back({.name = "box_" + stride, .node = maps.box});
  }
  network.info.box_format = kCellBoxFormat;
  return network;
}

}  // namespace

const std::vector<std::string>& face_outputs_names() {
  static const std::vector<std::string> names{"decoded", "raw", "yunet"};
  return names;
}

std::string to_string(FaceOutputs outputs) {
  return face_outputs_names().at(static_cast<std::size_t>(outputs));
}

FaceOutputs face_outputs_of(std::string_view name) {
  return static_cast<FaceOutputs>(index_of_name(face_outputs_names(), "outputs", name));
}

void require_outputs(FaceOutputs outputs, const graph::Graph& graph) {
  if (outputs == FaceOutputs::kDecoded) return;
  if (graph::face_maps(graph).empty()) {
    fail_usage(
        "outputs '{}' need a head for several faces (dense); this network puts out one tensor {}",
        to_string(outputs), graph::to_string(graph.output().shape));
  }
  if (outputs == FaceOutputs::kYunet) require_yunet_maps(graph);
}

OutputNetwork network_for_outputs(FaceOutputs outputs, const graph::Graph& graph,
                                  const graph::Weights& weights, const ModelInfo& info) {
  require_outputs(outputs, graph);
  if (outputs == FaceOutputs::kDecoded) return {graph, weights, {}, false, info};
  OutputNetwork network = outputs == FaceOutputs::kRaw ? raw_network(graph, weights, info)
                                                       : yunet_network(graph, weights, info);
  network.info.outputs = to_string(outputs);
  return network;
}

}  // namespace efs::onnx
