// Rules for names that pass between programs and become parts of messages, keys and file names.
#pragma once

#include <string>

namespace efs::device {

/// ".onnx" or ".pt".
bool is_model_file_suffix(const std::string& text);

/// Error unless the name of a runtime or a precision is a word of 1 to 64 letters, digits, '_' and
/// '-'; `what` is the field that holds it.
void require_name(const std::string& what, const std::string& text);

}  // namespace efs::device
