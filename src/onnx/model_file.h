// ONNX files of anybody, read into their message. Inside onnx/ only (protobuf types).
#pragma once

#include <onnx/onnx_pb.h>

#include <string>

namespace efs::onnx {

/// Error: no ONNX file, a damaged one, or one that runtimes would read beyond its end: weights in
/// another file, or fewer bytes than a weight's shape needs.
::onnx::ModelProto read_model_file(const std::string& path);

}  // namespace efs::onnx
