#pragma once

#include <onnx/onnx_pb.h>

namespace efs::onnx {

/// libonnx's checker and strict shape inference. Error with libonnx's own message: a model that
/// fails here was written wrongly.
void check_model(const ::onnx::ModelProto& model);

}  // namespace efs::onnx
