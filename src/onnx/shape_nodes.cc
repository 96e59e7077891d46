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

namespace {

using Numbers = std::vector<std::int64_t>;

std::string swap_groups(const NodeToWrite& to, const std::string& grouped, const Numbers& order) {
  return to.writer.node("Transpose", {grouped}, to.step("swapped"), {{"perm", order}});
}

/// The groups stand in the place of the batch, which is 1, and a 0 keeps what the input has there.
void write_open_shuffle(const NodeToWrite& to, std::int64_t groups, std::int64_t channels) {
  GraphWriter& writer = to.writer;
  const std::string grouped_shape =
      writer.integers(to.step("grouped_shape"), {groups, channels / groups, 0, 0});
  const std::string grouped =
      writer.node("Reshape", {to.inputs[0], grouped_shape}, to.step("grouped"));
  const std::string swapped = swap_groups(to, grouped, {1, 0, 2, 3});
  const std::string end_shape = writer.integers(to.step("shape"), {1, channels, 0, 0});
  writer.node("Reshape", {swapped, end_shape}, to.output);
}

}  // namespace

// With four dimensions: OpenCV up to 4.10 transposes five many times more slowly.
void write_node(const NodeToWrite& to, const graph::ChannelShuffle& op) {
  const graph::Shape& shape = to.node.shape;
  if (to.any_extent) return write_open_shuffle(to, op.groups, shape[0]);
  const std::string grouped =
      to.writer.reshape(to.inputs[0], to.step("grouped_shape"),
                        {op.groups, shape[0] / op.groups, shape[1] * shape[2]}, to.step("grouped"));
  to.writer.reshape(swap_groups(to, grouped, {0, 2, 1, 3}), to.step("shape"), shape, to.output);
}

}  // namespace efs::onnx
