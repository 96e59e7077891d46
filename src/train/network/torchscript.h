// The trained network as a TorchScript file (`best/model.pt`), loadable by torch.jit.load.
#pragma once

#include <filesystem>

#include "graph/graph.h"
#include "graph/weights.h"

namespace efs::train {

/// Traces the network in evaluation mode (batch-norm folded, batch 1) and writes it atomically. Its
/// attribute `input_shape` is [1,3,H,W].
void write_torchscript(const graph::Graph& graph, const graph::Weights& weights,
                       const std::filesystem::path& path);

}  // namespace efs::train
