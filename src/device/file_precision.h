// The numbers that a model file has, and what a runtime may make of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/files/filesystem.h"

namespace efs::device {

/// What the file says of itself, such as "fp16"; "fp32" where it says nothing. Error: no ONNX
/// model.
std::string file_precision(const fs::path& model, std::string_view bytes);

/// UsageError unless `precision` can be given: "fp32" (the file as it is), what the file has, or
/// one of those that the runtime converts to.
void require_precision(const std::string& runtime, const fs::path& model, std::string_view bytes,
                       const std::string& precision,
                       const std::vector<std::string>& converts_to = {});

}  // namespace efs::device
