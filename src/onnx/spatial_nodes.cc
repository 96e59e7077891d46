// The computations of heads and necks over the positions of a map.
#include "graph/coordinates.h"
#include "onnx/nodes.h"

namespace efs::onnx {

void write_node(const NodeToWrite& to, const graph::SpatialSoftmax&) {
  GraphWriter& writer = to.writer;
  const graph::Shape& shape = to.node.shape;
  const std::string rows = writer.reshape(to.inputs[0], to.step("rows_shape"),
                                          {shape[0], shape[1] * shape[2]}, to.step("rows"));
  const std::string softmax =
      writer.node("Softmax", {rows}, to.step("softmax"), {{"axis", std::int64_t{2}}});
  writer.reshape(softmax, to.step("shape"), shape, to.output);
}

void write_node(const NodeToWrite& to, const graph::AddCoordinates&) {
  const graph::Shape& shape = to.node.shape;
  const std::string coordinates = to.writer.floats(
      to.step("coordinates"), {1, shape[0], shape[1], shape[2]}, graph::cell_coordinates(shape));
  to.writer.node("Add", {to.inputs[0], coordinates}, to.output);
}

// Not ReduceSum, whose axes became an input with opset 13.
void write_node(const NodeToWrite& to, const graph::SpatialSum&) {
  GraphWriter& writer = to.writer;
  const graph::Shape& input = to.graph.node(to.node.inputs[0]).shape;
  const std::string mean = writer.node("GlobalAveragePool", {to.inputs[0]}, to.step("mean"));
  const auto area = static_cast<float>(input[1] * input[2]);
  writer.node("Mul", {mean, writer.scalar(to.step("area"), area)}, to.output);
}

void write_node(const NodeToWrite& to, const graph::Upsample2x&) {
  const std::string scales =
      to.writer.constant(to.step("scales"), {4}, std::vector{1.0F, 1.0F, 2.0F, 2.0F});
  // The empty input is the region of interest, which only one other mode reads.
  to.writer.node("Resize", {to.inputs[0], "", scales}, to.output,
                 {{"coordinate_transformation_mode", std::string("asymmetric")},
                  {"mode", std::string("nearest")},
                  {"nearest_mode", std::string("floor")}});
}

}  // namespace efs::onnx
