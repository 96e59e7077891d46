// A model whose outputs are known: output = 2 * ReLU(input) + 1, [1,1,2,2].
#pragma once

#include <string>

#include "graph/builder.h"
#include "onnx/exporter.h"

namespace efs::device {

/// The bytes of the ONNX file; with another batch, each image is computed so.
inline std::string doubling_model(onnx::NumberFormat format = onnx::NumberFormat::kFloat32,
                                  const onnx::Metadata& metadata = {},
                                  const onnx::Batch& batch = {}) {
  graph::Builder b(1, 2, 2);
  graph::NodeId x = b.add("relu", graph::Activation{}, b.input());
  x = b.add("conv", graph::Conv2d{.out_channels = 1}, x);
  return onnx::export_onnx(
      b.finish(x), {{"conv.weight", {{1, 1, 1, 1}, {2.0F}}}, {"conv.bias", {{1}, {1.0F}}}},
      {.metadata = metadata, .format = format, .ranges = {127.0F, 127.0F, 255.0F}, .batch = batch});
}

inline std::string doubling_model(const onnx::Batch& batch) {
  return doubling_model(onnx::NumberFormat::kFloat32, {}, batch);
}

/// The same with a second output behind the first: ReLU(input).
inline std::string two_output_model() {
  graph::Builder b(1, 2, 2);
  const graph::NodeId relu = b.add("relu", graph::Activation{}, b.input());
  const graph::NodeId conv = b.add("conv", graph::Conv2d{.out_channels = 1}, relu);
  return onnx::export_onnx(
      b.finish(conv), {{"conv.weight", {{1, 1, 1, 1}, {2.0F}}}, {"conv.bias", {{1}, {1.0F}}}},
      {.outputs = {{.name = "doubled", .node = conv}, {.name = "positive", .node = relu}}});
}

}  // namespace efs::device
