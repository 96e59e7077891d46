#include "core/error.h"
#include "onnx/nodes.h"

namespace efs::onnx {

void write_node(const NodeToWrite& to, const graph::Pool2d& op) {
  const bool average = op.kind == graph::PoolKind::kAverage;
  if (average && op.padding > 0) {
    fail(
        "ONNX export: layer '{}': average pooling with padding has no form that OpenCV 4.6 and "
        "ONNX Runtime compute alike; pool without padding",
        to.node.name);
  }
  to.writer.node(average ? "AveragePool" : "MaxPool", {to.inputs[0]}, to.output,
                 {{"ceil_mode", std::int64_t{op.ceil_mode}},
                  {"kernel_shape", std::vector<std::int64_t>(2, op.kernel)},
                  {"pads", std::vector<std::int64_t>(4, op.padding)},
                  {"strides", std::vector<std::int64_t>(2, op.stride)}});
}

void write_node(const NodeToWrite& to, const graph::GlobalAveragePool&) {
  to.writer.node("GlobalAveragePool", {to.inputs[0]}, to.output);
}

}  // namespace efs::onnx
