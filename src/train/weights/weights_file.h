// Weights in and out: .safetensors, and torchvision's .pth (read only).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "graph/weights.h"

namespace efs::train {

/// By suffix: .safetensors or .pth/.pt (torch.save of a state dict, of any PyTorch; read by a
/// restricted unpickler that executes nothing). DenseNet's old names become those of today.. Error
/// names the file and what is wrong in it.
graph::Weights read_weights(const std::filesystem::path& path);

/// Writes float32 safetensors, atomically, with string metadata.
void write_safetensors(const std::filesystem::path& path, const graph::Weights& weights,
                       const std::map<std::string, std::string>& metadata = {});

enum class MatchRule {
  kStrict,        // every parameter present, none unexpected
  kBackboneOnly,  // "head.*" may be missing, classifier weights may be left over
};
/// The weights for this graph; Error lists every missing and unexpected key and every wrong shape.
graph::Weights match_weights(const graph::Graph& graph, const graph::Weights& weights,
                             MatchRule rule);

/// The tensors of the graph's backbone, without head and neck, which may be in the file or not. A
/// graph that ends at a tap needs fewer than `whole`, the architecture's whole backbone; Error
/// lists every missing key, every wrong shape, and what is neither of the whole backbone nor of a
/// classifier (resnet34's layers for resnet18).
graph::Weights match_backbone(const graph::Graph& graph, const graph::Graph& whole,
                              const graph::Weights& weights);

}  // namespace efs::train
