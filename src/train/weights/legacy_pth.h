// torch.save's format before PyTorch 1.6, as torchvision's older files have it: pickles one behind
// the other, then the storages. Read only. Internal to src/train.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "graph/weights.h"

namespace efs::train {

bool is_legacy_pth(std::span<const std::byte> file);

/// Executes nothing of the file. Error names it: damaged, truncated, or no state dict.
graph::Weights read_legacy_pth(std::span<const std::byte> file, const std::string& file_name);

}  // namespace efs::train
