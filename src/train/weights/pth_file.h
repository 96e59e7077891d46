// PyTorch's .pth: a zip archive of a pickled state dict and the storages it refers to, or the
// format before PyTorch 1.6. Read only.
#pragma once

#include <filesystem>

#include "graph/weights.h"

namespace efs::train {

/// Executes nothing of the file. Error names the file: not such an archive (TorchScript programs
/// get a message of their own), damaged, or with a pickle that is no state dict.
graph::Weights read_pth(const std::filesystem::path& path);

}  // namespace efs::train
