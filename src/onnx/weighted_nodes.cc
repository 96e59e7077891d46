// Convolution, linear layer and per-channel factors.
#include "onnx/nodes.h"

namespace efs::onnx {

void write_node(const NodeToWrite& to, const graph::Conv2d& op) {
  const graph::ConvolutionValues values = folded_convolution(to.graph, to.id, to.plan, to.weights);
  std::vector<std::string> inputs = weight_inputs(to, values.weight, values.bias.values);
  inputs.insert(inputs.begin(), to.inputs[0]);
  // kernel_shape is optional in ONNX; OpenCV needs it.
  to.writer.node("Conv", inputs, to.output,
                 {{"dilations", std::vector<std::int64_t>(2, op.dilation)},
                  {"group", std::int64_t{op.groups}},
                  {"kernel_shape", std::vector<std::int64_t>{op.kernel_h, op.kernel_w}},
                  {"pads", std::vector<std::int64_t>(4, op.padding)},
                  {"strides", std::vector<std::int64_t>(2, op.stride)}});
}

void write_node(const NodeToWrite& to, const graph::Linear& op) {
  std::vector<std::string> inputs = weight_inputs(
      to, to.weight(".weight"), op.bias ? to.weight(".bias").values : std::vector<float>());
  inputs.insert(inputs.begin(), to.inputs[0]);
  // OpenCV 4.6 computes a wrong result for transB = 0 with a bias.
  to.writer.node("Gemm", inputs, to.output, {{"transB", std::int64_t{1}}});
}

void write_node(const NodeToWrite& to, const graph::BatchNorm2d& op) {
  std::vector<std::string> inputs{to.inputs[0]};
  for (const char* suffix : {".weight", ".bias", ".running_mean", ".running_var"}) {
    const graph::Tensor& tensor = to.weight(suffix);
    inputs.push_back(to.writer.floats(to.node.name + suffix, tensor.shape, tensor.values));
  }
  to.writer.node("BatchNormalization", inputs, to.output,
                 {{"epsilon", static_cast<float>(op.epsilon)}});
}

void write_node(const NodeToWrite& to, const graph::ChannelScale&) {
  const graph::Tensor& scale = to.weight("");
  const std::string factor =
      to.writer.floats(to.step("scale"), {1, scale.shape[0], 1, 1}, scale.values);
  to.writer.node("Mul", {to.inputs[0], factor}, to.output);
}

}  // namespace efs::onnx
