// Checks what runtimes take for granted about an ONNX file.
#pragma once

#include <string_view>

namespace efs::device {

/// Must precede a runtime that gets a file of unknown origin: OpenCV and others divide by zero or
/// read beyond the end of a malformed one. Error, with the reason:
/// - a tensor's values lie in another file, or are not as many as its shape says;
/// - a stride, a dilation, a kernel's side, a group or a block is not 1 to 2^24;
/// - graphs in graphs are nested more than 16 times, or the bytes are no ONNX model.
void require_sound_onnx(std::string_view model);

}  // namespace efs::device
