// One small network, always the same file: what a target takes for it says how the target is.
#pragma once

#include <filesystem>

namespace efs::tune {

/// squeezenet1_1 at 64 x 64 pixels; the file's suffix decides between ONNX and TorchScript.
void write_reference_model(const std::filesystem::path& file);

}  // namespace efs::tune
