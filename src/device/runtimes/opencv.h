#pragma once

#include "device/runtime.h"

namespace efs::device {

/// cv::dnn on the CPU, from an ONNX file. OpenCV's thread count is one for the whole process: a
/// Session sets its own before each run.
Runtime opencv_runtime();

}  // namespace efs::device
