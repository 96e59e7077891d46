#pragma once

#include "device/runtime.h"

namespace efs::device {

/// ONNX Runtime on the CPU, from an ONNX file. Its library is found when a model is loaded
/// (onnxruntime_library.h).
Runtime onnxruntime_runtime();

}  // namespace efs::device
