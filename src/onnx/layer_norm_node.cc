#include "onnx/nodes.h"

namespace efs::onnx {

namespace {

std::string pointwise(const NodeToWrite& to, const std::vector<std::string>& inputs,
                      const std::string& step) {
  return to.writer.node("Conv", inputs, to.step(step),
                        {{"kernel_shape", std::vector<std::int64_t>{1, 1}}});
}

}  // namespace

// ReduceMean over the channels is what one would write, but OpenCV 4.6 does not broadcast its
// [1,1,H,W] in the subtraction that follows. 1x1 convolutions say the same in a form that all run:
// one whose weights are 1/C takes the mean, one of ones spreads it over the channels again.
void write_node(const NodeToWrite& to, const graph::LayerNorm2d& op) {
  GraphWriter& writer = to.writer;
  const std::int64_t channels = to.node.shape[0];
  const auto count = static_cast<std::size_t>(channels);
  const std::string averaging =
      writer.floats(to.step("averaging"), {1, channels, 1, 1},
                    std::vector<float>(count, 1.0F / static_cast<float>(channels)));
  const std::string spreading =
      writer.floats(to.step("spreading"), {channels, 1, 1, 1}, std::vector<float>(count, 1.0F));
  const std::string epsilon =
      writer.floats(to.step("epsilon"), {1}, {static_cast<float>(op.epsilon)});
  const std::string weight =
      writer.floats(to.step("weight"), {1, channels, 1, 1}, to.weight(".weight").values);
  const std::string bias =
      writer.floats(to.step("bias"), {1, channels, 1, 1}, to.weight(".bias").values);

  const std::string mean =
      pointwise(to, {pointwise(to, {to.inputs[0], averaging}, "mean_1"), spreading}, "mean");
  const std::string centred = writer.node("Sub", {to.inputs[0], mean}, to.step("centred"));
  const std::string square = writer.node("Mul", {centred, centred}, to.step("square"));
  const std::string variance = pointwise(to, {square, averaging, epsilon}, "variance");
  const std::string deviation = writer.node("Sqrt", {variance}, to.step("deviation_1"));
  const std::string normalised = writer.node(
      "Div", {centred, pointwise(to, {deviation, spreading}, "deviation")}, to.step("normalised"));
  const std::string scaled = writer.node("Mul", {normalised, weight}, to.step("scaled"));
  writer.node("Add", {scaled, bias}, to.output);
}

}  // namespace efs::onnx
