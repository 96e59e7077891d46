// What things may be called that pass between programs: names become parts of messages, keys and
// file names.
#pragma once

#include <string>

namespace efs::device {

/// ".onnx" or ".pt".
bool is_model_file_suffix(const std::string& text);

/// Of a runtime or a precision. Error unless it is a word of 1 to 64 letters, digits, '_' and '-';
/// `what` is the field that has it.
void require_name(const std::string& what, const std::string& text);

}  // namespace efs::device
