// What the file of a detector of several faces puts out: faces, or the maps from which a host
// decodes them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graph/graph.h"
#include "graph/weights.h"
#include "onnx/exporter.h"
#include "onnx/metadata.h"

namespace efs::onnx {

enum class FaceOutputs {
  kDecoded,  // the graph's output: "faces" [1,N,5], rows xmin ymin xmax ymax score
  kRaw,      // of each stride S: "score_S" [1,1,H,W], logits, and "box_S" [1,4,H,W], dx dy dw dh
  kYunet,    // yunet_network.h
};

/// "decoded", "raw", "yunet".
const std::vector<std::string>& face_outputs_names();
std::string to_string(FaceOutputs outputs);
/// UsageError offers the nearest name.
FaceOutputs face_outputs_of(std::string_view name);

/// A network, and how it is exported for one of these.
struct OutputNetwork {
  graph::Graph graph;
  graph::Weights weights;
  // Of ExportOptions:
  std::vector<ExportOutput> outputs;
  bool any_extent = false;
  ModelInfo info;  // says what the file takes and puts out
};

/// UsageError: the network does not find several faces (unless decoded), or its maps are not those
/// of the outputs; the message says what it has.
void require_outputs(FaceOutputs outputs, const graph::Graph& graph);

/// UsageError as require_outputs().
OutputNetwork network_for_outputs(FaceOutputs outputs, const graph::Graph& graph,
                                  const graph::Weights& weights, const ModelInfo& info);

}  // namespace efs::onnx
