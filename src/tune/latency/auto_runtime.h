// What `runtime: auto` means, on this machine and on a board.
#pragma once

#include <string>

#include "device/agent/protocol.h"

namespace efs::tune {

struct AutoRuntime {
  std::string name;
  /// For the user: "the board has ONNX Runtime".
  std::string why;
};

/// For float32 models on this machine: ONNX Runtime where its library is found, else OpenCV, which
/// is built in. Error: EFS_ONNXRUNTIME names a file that is not the library.
AutoRuntime auto_runtime_here();

/// ONNX Runtime where the board offers it, else the first that takes .onnx files; those that have
/// the precision go before those that do not. ONNX Runtime also where the board has nothing for
/// .onnx files: who opens it is told so.
AutoRuntime auto_runtime_of(const device::Capabilities& board, const std::string& precision);

/// Of a board that cannot be asked now: what most agents offer.
AutoRuntime auto_runtime_unasked();

}  // namespace efs::tune
