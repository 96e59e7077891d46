// Rounding to int8 as ONNX's QDQ form writes it. Its tensors have short names: there are six of
// them for each convolution, and in a small network long ones took a tenth of the file.
#include "onnx/nodes.h"
#include "onnx/quantise.h"

namespace efs::onnx {

std::string write_rounding(GraphWriter& writer, const std::string& tensor, Rounding rounding) {
  const std::string step = writer.floats(writer.short_name(), {}, {rounding.step});
  const std::string zero =
      writer.constant(writer.short_name(), {}, std::vector{rounding.zero_point});
  const std::string integers =
      writer.node("QuantizeLinear", {tensor, step, zero}, writer.short_name());
  return writer.node("DequantizeLinear", {integers, step, zero}, writer.short_name());
}

std::vector<std::string> weight_inputs(const NodeToWrite& to, const graph::Tensor& weight,
                                       const std::vector<float>& bias) {
  GraphWriter& writer = to.writer;
  const graph::Shape channels{weight.shape.at(0)};
  if (!to.input_rounding) {
    std::vector<std::string> inputs{
        writer.floats(to.node.name + ".weight", weight.shape, weight.values)};
    if (!bias.empty()) inputs.push_back(writer.floats(to.node.name + ".bias", channels, bias));
    return inputs;
  }
  const QuantisedWeight rounded = quantise_weight(weight, bias, to.input_rounding.step);
  const auto dequantised = [&](const std::string& integers, const std::vector<float>& steps,
                               const std::vector<std::int8_t>& zeros = {}) {
    std::vector<std::string> parts{integers, writer.floats(writer.short_name(), channels, steps)};
    if (!zeros.empty()) parts.push_back(writer.constant(writer.short_name(), channels, zeros));
    return writer.node("DequantizeLinear", parts, writer.short_name(), {{"axis", std::int64_t{0}}});
  };
  // ONNX Runtime 1.21 refuses a Gemm without a zero point for each step.
  const bool matrix = weight.shape.size() == 2;
  std::vector<std::string> inputs{
      dequantised(writer.constant(writer.short_name(), weight.shape, rounded.values), rounded.steps,
                  std::vector<std::int8_t>(matrix ? rounded.steps.size() : 0, 0))};
  if (bias.empty()) return inputs;
  std::vector<float> bias_steps = rounded.steps;
  for (float& step : bias_steps) step *= to.input_rounding.step;
  inputs.push_back(
      dequantised(writer.constant(writer.short_name(), channels, rounded.bias), bias_steps));
  return inputs;
}

}  // namespace efs::onnx
