// torch.save's format before PyTorch 1.6, as torchvision's older files have it: pickles one behind
// the other, then the storages. Read only. Internal to src/train.
#pragma once

#include <string>

#include "graph/weights.h"
#include "train/weights/element_type.h"

namespace efs::train {

bool is_legacy_pth(Bytes file);

/// Executes nothing of the file. Error names it: damaged, truncated, or no state dict.
graph::Weights read_legacy_pth(Bytes file, const std::string& file_name);

}  // namespace efs::train
