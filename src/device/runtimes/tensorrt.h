#pragma once

#include "device/runtime.h"

namespace efs::device {

/// NVIDIA TensorRT on the GPU, from an ONNX file, in fp32 or fp16. The engine is built once and
/// kept (engine_cache.h). A run takes what it takes the user: the input is copied to the GPU and
/// the output back, from and to page-locked memory, and the stream is waited for. Where TensorRT
/// was not there when this program was built, version() and load() say how to change that.
Runtime tensorrt_runtime();

}  // namespace efs::device
