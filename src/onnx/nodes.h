// How each operator is written, in forms that OpenCV 4.6, ONNX Runtime and TensorRT 8.2 all run;
// docs/onnx.md says what was tried and why each form was chosen.
#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"
#include "graph/weights.h"
#include "onnx/graph_writer.h"
#include "onnx/quantise.h"

namespace efs::onnx {

/// One node of the Graph on its way into the file.
struct NodeToWrite {
  const graph::Graph& graph;
  graph::NodeId id;
  const FoldPlan& plan;
  const graph::Weights& weights;
  GraphWriter& writer;
  std::vector<std::string> inputs;  // tensor names
  std::string output;               // tensor name
  Rounding input_rounding;          // of the first input
  Rounding output_rounding;
  bool any_extent = false;  // ExportOptions::any_extent
  const graph::Node& node = graph.node(id);

  /// "layer1.0/STEP": the tensor of an intermediate step.
  std::string step(const std::string& name) const { return node.name + "/" + name; }
  const graph::Tensor& weight(const std::string& suffix) const {
    return weights.at(node.prefix() + suffix);
  }
};

/// Writes the weight and the bias (empty: none) of a layer and returns them as inputs of its node:
/// behind a rounded input as int8 and int32 with a DequantizeLinear each, else as they are.
std::vector<std::string> weight_inputs(const NodeToWrite& to, const graph::Tensor& weight,
                                       const std::vector<float>& bias);
/// Writes QuantizeLinear and DequantizeLinear behind `tensor`; returns the latter's output.
std::string write_rounding(GraphWriter& writer, const std::string& tensor, Rounding rounding);
/// Writes a map [C,H,W] as a row for each cell, [1,H*W,C], in forms that do not fix H and W.
void write_cell_rows(GraphWriter& writer, const std::string& map, std::int64_t channels,
                     const std::string& output);

void write_node(const NodeToWrite& to, const graph::Conv2d& op);
void write_node(const NodeToWrite& to, const graph::Linear& op);
/// A batch-norm without a convolution in front of it (DenseNet's are behind a concatenation).
void write_node(const NodeToWrite& to, const graph::BatchNorm2d& op);
void write_node(const NodeToWrite& to, const graph::ChannelScale& op);
void write_node(const NodeToWrite& to, const graph::LayerNorm2d& op);
void write_node(const NodeToWrite& to, const graph::Activation& op);
/// Error for average pooling with padding, where OpenCV 4.6 disagrees with PyTorch.
void write_node(const NodeToWrite& to, const graph::Pool2d& op);
void write_node(const NodeToWrite& to, const graph::GlobalAveragePool& op);
void write_node(const NodeToWrite& to, const graph::Flatten& op);
void write_node(const NodeToWrite& to, const graph::Add& op);
void write_node(const NodeToWrite& to, const graph::Multiply& op);
void write_node(const NodeToWrite& to, const graph::Concat& op);
void write_node(const NodeToWrite& to, const graph::SliceChannels& op);
void write_node(const NodeToWrite& to, const graph::ChannelShuffle& op);
void write_node(const NodeToWrite& to, const graph::SpatialSoftmax& op);
void write_node(const NodeToWrite& to, const graph::AddCoordinates& op);
void write_node(const NodeToWrite& to, const graph::SpatialSum& op);
void write_node(const NodeToWrite& to, const graph::Upsample2x& op);
void write_node(const NodeToWrite& to, const graph::ConcatCells& op);
void write_node(const NodeToWrite& to, const graph::DecodeFaces& op);

}  // namespace efs::onnx
