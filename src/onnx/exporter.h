// Graph + weights -> ONNX: opset 13, static batch 1 unless asked otherwise, batch-norm folded, in
// operator forms that OpenCV 4.6, ONNX Runtime and TensorRT 8.2 all run.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "graph/weights.h"
#include "onnx/batch.h"

namespace efs::onnx {

/// metadata_props of the file: "efs.input_size", "efs.mean", ... (metadata.h).
using Metadata = std::map<std::string, std::string>;

/// The type of constants and activations; the file's input and output are always float32. kInt8:
/// QDQ form (QuantizeLinear, DequantizeLinear), static; weights int8 by output channel.
enum class NumberFormat { kFloat32, kFloat16, kInt8 };

/// By node of a Graph: the largest absolute value of its output; int8 cuts larger ones.
using ActivationRanges = std::vector<float>;

/// One output of the file, float32; the shapes here are those of batch 1.
struct ExportOutput {
  std::string name;
  graph::NodeId node = 0;
  /// A map [C,H,W] as a row for each of its cells, [1,H*W,C]; otherwise in the node's shape.
  bool cell_rows = false;
};

struct ExportOptions {
  Metadata metadata;
  /// float32 [1,4]; "faces" [1,N,5] with a head for several faces, "features" [1,C,h,w] without a
  /// head. The input is "input", float32 [1,3,H,W].
  std::string output_name = "box";
  /// What the file puts out instead of the graph's output; empty: that.
  std::vector<ExportOutput> outputs = {};
  NumberFormat format = NumberFormat::kFloat32;
  ActivationRanges ranges;  // for kInt8 (quantise.h)
  /// Layers are written so that a runtime which goes by its input, not by the declared shape (OpenCV),
  /// can run the file at other extents; the layers of heads for one face are tied to theirs. Batch 1
  /// only.
  bool any_extent = false;
  Batch batch = {};
};

/// The serialized model, checked by libonnx (checker and strict shape inference). The same graph,
/// weights and options give the same bytes. Error: weights are missing or have a wrong shape (it
/// lists all), a constant is too large for the format, the ranges are wrong, or any_extent with
/// another batch than 1.
std::string export_onnx(const graph::Graph& graph, const graph::Weights& weights,
                        const ExportOptions& options);

}  // namespace efs::onnx
