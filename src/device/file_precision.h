// The precision of a model file, and the precisions in which a runtime can run it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/files/filesystem.h"

namespace efs::device {

/// The precision that the file states, such as "fp16"; "fp32" if it states none. Error: an .onnx
/// file is no ONNX model.
std::string file_precision(const fs::path& model, std::string_view bytes);

/// UsageError unless `precision` is "fp32" (the file as it is), the file's own, or one of those that
/// the runtime converts to.
void require_precision(const std::string& runtime, const fs::path& model, std::string_view bytes,
                       const std::string& precision,
                       const std::vector<std::string>& converts_to = {});

}  // namespace efs::device
