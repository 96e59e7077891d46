// Graph + weights -> ONNX: opset 13, static batch 1, batch-norm folded, in operator forms that
// OpenCV 4.6, ONNX Runtime and TensorRT 8.2 all run.
#pragma once

#include <map>
#include <string>

#include "graph/graph.h"
#include "graph/weights.h"

namespace efs::onnx {

/// metadata_props of the file: "efs.input_size", "efs.mean", ... (metadata.h).
using Metadata = std::map<std::string, std::string>;

struct ExportOptions {
  Metadata metadata;
  std::string input_name = "input";  // float32 [1,3,H,W]
  std::string output_name = "box";   // float32 [1,4]; "features" [1,C,h,w] without a head
};

/// The serialized model, checked by libonnx (checker and strict shape inference). The same graph,
/// weights and options give the same bytes. Error lists every missing weight and every wrong shape.
std::string export_onnx(const graph::Graph& graph, const graph::Weights& weights,
                        const ExportOptions& options);

}  // namespace efs::onnx
