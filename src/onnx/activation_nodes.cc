#include <numbers>

#include "onnx/nodes.h"

namespace efs::onnx {

namespace {

void write_unary(const NodeToWrite& to, const char* op_type) {
  to.writer.node(op_type, {to.inputs[0]}, to.output);
}

/// clip(x / 6 + 1/2, 0, 1). Without beta, whose default is 1/2: where both stand there, OpenCV
/// takes a product with it for a hardswish, whatever the other factor is (4.10 in either order).
void write_hardsigmoid(const NodeToWrite& to) {
  to.writer.node("HardSigmoid", {to.inputs[0]}, to.output, {{"alpha", 1.0F / 6.0F}});
}

// OpenCV 4.6 reads neither Clip with its limits as inputs (opset >= 11) nor Min with a constant,
// and its HardSigmoid is slow. min(x, 6) = 6 - relu(6 - x) runs everywhere, and so
//   relu6(x) = 6 - relu(6 - relu(x)) = relu(6 - relu(6 - x)),
// the latter where a convolution in front computes 6 - x. Rounding behind it cuts at 6 by itself.
void write_relu6(const NodeToWrite& to) {
  if (to.output_rounding) return write_unary(to, "Relu");
  GraphWriter& writer = to.writer;
  const std::string six = writer.scalar(to.step("six"), 6.0F);
  const std::string first = writer.node("Relu", {to.inputs[0]}, to.step("first"));
  const std::string middle = writer.node("Sub", {six, first}, to.step("middle"));
  if (to.plan.reflected[index(to.plan.holder[index(to.node.inputs[0])])]) {
    writer.node("Relu", {middle}, to.output);
    return;
  }
  const std::string second = writer.node("Relu", {middle}, to.step("second"));
  writer.node("Sub", {six, second}, to.output);
}

// HardSwish is an operator from opset 14 on.
void write_hardswish(const NodeToWrite& to) {
  const std::string ramp = to.writer.node("HardSigmoid", {to.inputs[0]}, to.step("ramp"),
                                          {{"alpha", 1.0F / 6.0F}, {"beta", 0.5F}});
  to.writer.node("Mul", {to.inputs[0], ramp}, to.output);
}

void write_silu(const NodeToWrite& to) {
  const std::string gate = to.writer.node("Sigmoid", {to.inputs[0]}, to.step("gate"));
  to.writer.node("Mul", {to.inputs[0], gate}, to.output);
}

// x/2 (1 + erf(x / sqrt(2))), the exact form, as torchvision's ConvNeXt uses it.
void write_gelu(const NodeToWrite& to) {
  GraphWriter& writer = to.writer;
  const auto inverse_root = static_cast<float>(1.0 / std::numbers::sqrt2);
  const std::string scaled =
      writer.node("Mul", {to.inputs[0], writer.scalar(to.step("inverse_root_2"), inverse_root)},
                  to.step("scaled"));
  const std::string erf = writer.node("Erf", {scaled}, to.step("erf"));
  const std::string shifted =
      writer.node("Add", {erf, writer.scalar(to.step("one"), 1.0F)}, to.step("shifted"));
  const std::string doubled = writer.node("Mul", {to.inputs[0], shifted}, to.step("doubled"));
  writer.node("Mul", {doubled, writer.scalar(to.step("half"), 0.5F)}, to.output);
}

}  // namespace

void write_node(const NodeToWrite& to, const graph::Activation& op) {
  switch (op.kind) {
    case graph::ActivationKind::kRelu:
      return write_unary(to, "Relu");
    case graph::ActivationKind::kRelu6:
      return write_relu6(to);
    case graph::ActivationKind::kHardswish:
      return write_hardswish(to);
    case graph::ActivationKind::kHardsigmoid:
      return write_hardsigmoid(to);
    case graph::ActivationKind::kSigmoid:
      return write_unary(to, "Sigmoid");
    case graph::ActivationKind::kSilu:
      return write_silu(to);
    case graph::ActivationKind::kGelu:
      return write_gelu(to);
  }
}

}  // namespace efs::onnx
