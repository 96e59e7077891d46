// Weights in and out: .safetensors, and torchvision's .pth (read only).
#pragma once

#include <filesystem>

#include "graph/weights.h"

namespace efs::train {

/// By suffix: .safetensors or .pth/.pt (torch.save of a state dict by any version of PyTorch; read
/// by a restricted unpickler that executes nothing). DenseNet's old names become today's. Error
/// names the file and what is wrong in it.
graph::Weights read_weights(const std::filesystem::path& path);

/// Writes float32 safetensors, atomically.
void write_safetensors(const std::filesystem::path& path, const graph::Weights& weights);

}  // namespace efs::train
