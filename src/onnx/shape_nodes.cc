// Sums, products and everything that only moves values.
#include "onnx/nodes.h"

namespace efs::onnx {

void write_node(const NodeToWrite& to, const graph::Flatten&) {
  to.writer.node("Flatten", {to.inputs[0]}, to.output, {{"axis", std::int64_t{1}}});
}

void write_node(const NodeToWrite& to, const graph::Add&) {
  std::string sum = to.inputs[0];
  for (std::size_t i = 1; i < to.inputs.size(); ++i) {
    const bool last = i + 1 == to.inputs.size();
    sum = to.writer.node("Add", {sum, to.inputs[i]},
                         last ? to.output : to.step("sum_" + std::to_string(i)));
  }
}

// The gate first: OpenCV 4.6 takes Mul(x, HardSigmoid(y)) for the hardswish of y, whatever x is.
void write_node(const NodeToWrite& to, const graph::Multiply&) {
  to.writer.node("Mul", {to.inputs[1], to.inputs[0]}, to.output);
}

void write_node(const NodeToWrite& to, const graph::Concat&) {
  to.writer.node("Concat", to.inputs, to.output, {{"axis", std::int64_t{1}}});
}

void write_node(const NodeToWrite& to, const graph::SliceChannels& op) {
  to.writer.node(
      "Slice",
      {to.inputs[0], to.writer.integers(to.step("begin"), {op.begin}),
       to.writer.integers(to.step("end"), {op.end}), to.writer.integers(to.step("axis"), {1})},
      to.output);
}

// With four dimensions: OpenCV up to 4.10 transposes five many times more slowly. Where H and W are
// left open, the groups stand in the batch's place, and a 0 keeps what the input has there.
void write_node(const NodeToWrite& to, const graph::ChannelShuffle& op) {
  using Numbers = std::vector<std::int64_t>;
  GraphWriter& writer = to.writer;
  const graph::Shape& shape = to.node.shape;
  const std::int64_t of_group = shape[0] / op.groups;
  const bool open = to.any_extent;
  const std::string grouped_shape = writer.integers(
      to.step("grouped_shape"), open ? Numbers{op.groups, of_group, 0, 0}
                                     : Numbers{1, op.groups, of_group, shape[1] * shape[2]});
  const std::string grouped =
      writer.node("Reshape", {to.inputs[0], grouped_shape}, to.step("grouped"));
  const std::string swapped =
      writer.node("Transpose", {grouped}, to.step("swapped"),
                  {{"perm", open ? Numbers{1, 0, 2, 3} : Numbers{0, 2, 1, 3}}});
  const std::string end_shape =
      writer.integers(to.step("shape"),
                      open ? Numbers{1, shape[0], 0, 0} : Numbers{1, shape[0], shape[1], shape[2]});
  writer.node("Reshape", {swapped, end_shape}, to.output);
}

}  // namespace efs::onnx
