// How each operator is written. The forms are those that OpenCV 4.6, ONNX Runtime and TensorRT 8.2
// all run; docs/onnx.md says what was tried and why each was chosen.
#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"
#include "graph/weights.h"
#include "onnx/fold.h"
#include "onnx/graph_writer.h"
#include "onnx/quantise.h"

namespace efs::onnx {

/// One node of the Graph on its way into the file.
struct NodeToWrite {
  const graph::Node& node;
  std::vector<std::string> inputs;  // tensor names
  std::string output;               // tensor name
  const graph::Weights& weights;
  GraphWriter& writer;
  Rounding input_rounding;  // of the first input

  /// "layer1.0/STEP": the tensor of an intermediate step.
  std::string step(const std::string& name) const { return node.name + "/" + name; }
  const graph::Tensor& weight(const std::string& suffix) const {
    return weights.at(node.name + suffix);
  }
};

/// The weight and the bias (empty: none) of a layer as inputs of its node: behind a rounded input
/// int8 and int32 with a DequantizeLinear each, else as they are.
std::vector<std::string> weight_inputs(const NodeToWrite& to, const graph::Tensor& weight,
                                       const std::vector<float>& bias);
/// QuantizeLinear and DequantizeLinear behind `tensor`; returns what the latter puts out.
std::string write_rounding(GraphWriter& writer, const std::string& tensor, Rounding rounding);

void write_convolution(const NodeToWrite& to, const graph::Conv2d& op,
                       const ConvolutionValues& values);
void write_linear(const NodeToWrite& to, const graph::Linear& op);
/// A batch-norm without a convolution in front of it (DenseNet's are behind a concatenation).
void write_batch_norm(const NodeToWrite& to, const graph::BatchNorm2d& op);
void write_channel_scale(const NodeToWrite& to);
void write_layer_norm(const NodeToWrite& to, const graph::LayerNorm2d& op);
/// `input_reflected`: a ReLU6 whose input tensor holds 6 - x (FoldPlan::reflected).
void write_activation(const NodeToWrite& to, graph::ActivationKind kind, bool input_reflected);
/// Error for average pooling with padding, where OpenCV 4.6 disagrees with PyTorch.
void write_pool(const NodeToWrite& to, const graph::Pool2d& op);
void write_global_average_pool(const NodeToWrite& to);
void write_flatten(const NodeToWrite& to);
void write_add(const NodeToWrite& to);
void write_multiply(const NodeToWrite& to);
void write_concat(const NodeToWrite& to);
void write_slice_channels(const NodeToWrite& to, const graph::SliceChannels& op);
void write_channel_shuffle(const NodeToWrite& to, const graph::ChannelShuffle& op);
void write_spatial_softmax(const NodeToWrite& to);
void write_add_coordinates(const NodeToWrite& to);
/// `input`: the shape that is summed over.
void write_spatial_sum(const NodeToWrite& to, const graph::Shape& input);
void write_upsample_2x(const NodeToWrite& to);

}  // namespace efs::onnx
