#include "train/network/padded_activations.h"

#include "train/ops/libtorch.h"
// After libtorch.h, whose order of includes matters.
#include <torch/csrc/jit/ir/ir.h>

namespace efs::train {
namespace {

using torch::jit::Graph;
using torch::jit::Node;
using torch::jit::Value;

constexpr std::int64_t kWidestBlock = 16;  // floats of an AVX-512 register

/// Unknown shapes count as padded.
bool is_padded(const Value* tensor) {
  const auto type = tensor->type()->cast<c10::TensorType>();
  if (!type || !type->sizes().concrete_sizes()) return true;
  const auto sizes = *type->sizes().concrete_sizes();
  return sizes.size() < 2 || sizes[1] % kWidestBlock != 0;
}

Value* relu6(Graph& graph, Value* x) {
  return graph.insert(c10::aten::clamp_max, {graph.insert(c10::aten::relu, {x}), 6.0});
}

Value* hardsigmoid(Graph& graph, Value* x) {
  return graph.insert(c10::aten::div, {relu6(graph, graph.insert(c10::aten::add, {x, 3.0})), 6.0});
}

/// Null: none of them.
Value* rewritten(Graph& graph, const Node& node) {
  if (node.kind() == c10::aten::hardtanh) return relu6(graph, node.input(0));
  if (node.kind() == c10::aten::hardsigmoid) return hardsigmoid(graph, node.input(0));
  if (node.kind() == c10::aten::hardswish) {
    return graph.insert(c10::aten::mul, {node.input(0), hardsigmoid(graph, node.input(0))});
  }
  return nullptr;
}

}  // namespace

void rewrite_padded_activations(const std::shared_ptr<Graph>& traced) {
  for (auto it = traced->nodes().begin(); it != traced->nodes().end();) {
    Node* node = *it++;
    if (node->inputs().empty() || !is_padded(node->input(0))) continue;
    const torch::jit::WithInsertPoint here(node);
    Value* value = rewritten(*traced, *node);
    if (value == nullptr) continue;
    value->setType(node->output()->type());
    node->output()->replaceAllUsesWith(value);
    node->destroy();
  }
}

}  // namespace efs::train
