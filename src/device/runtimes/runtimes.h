// The runtimes, one source each.
#pragma once

#include <string>
#include <vector>

#include "device/runtime.h"

namespace efs::device {

/// cv::dnn on the CPU, for ONNX files. OpenCV has one thread count for the whole process: a Session
/// sets its own before each run.
Runtime opencv_runtime();

/// ONNX Runtime on the CPU, for ONNX files. The library is loaded with the first model
/// (onnxruntime_library.h).
Runtime onnxruntime_runtime();
/// How to get ONNX Runtime's library; empty: it is on this system. Error: EFS_ONNXRUNTIME names a
/// file that is not it.
std::string missing_onnxruntime();

/// NVIDIA TensorRT on the GPU, for ONNX files, in fp32 or fp16. The engine is built once and kept
/// (engine_cache.h). The time of a run is the user's: the input is copied to the GPU and the output
/// back, from and to page-locked memory, and the stream is waited for. In a program that was built
/// without TensorRT, version() and load() throw an Error that says how to change that.
Runtime tensorrt_runtime();

/// The table of those that are built into this library; tune adds those that need libtorch.
const std::vector<Runtime>& runtimes();

}  // namespace efs::device
