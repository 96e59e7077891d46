// Activations that libtorch's optimize_for_inference computes wrongly. Private to torchscript.cc.
#pragma once

#include <memory>

namespace torch::jit {
struct Graph;
}

namespace efs::train {

/// Writes hardswish, hardsigmoid and ReLU6 of channels that are no multiple of 16 as relu,
/// clamp_max and scalars.
///
/// optimize_for_inference runs them in oneDNN's blocked layout, in which channels are padded to a
/// multiple of 8 or 16, but takes as many values as there were before padding
/// (torch/csrc/jit/passes/frozen_ops_to_mkldnn.cpp, createUnaryOp; libtorch 1.13): the last ones
/// stay as they were. It does not take over the ops used here, except relu, which it computes
/// rightly. `traced` has the tensors' shapes.
void rewrite_padded_activations(const std::shared_ptr<torch::jit::Graph>& traced);

}  // namespace efs::train
