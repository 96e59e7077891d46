#include "onnx/model_check.h"

#include <onnx/checker.h>
#include <onnx/shape_inference/implementation.h>

#include <exception>

#include "core/error.h"

namespace efs::onnx {

void check_model(const ::onnx::ModelProto& model) {
  try {
    ::onnx::checker::check_model(model);
    ::onnx::ModelProto inferred = model;
    // Strict: an inferred shape that contradicts the declared output is an exception.
    const ::onnx::ShapeInferenceOptions options(/*check_type=*/true, /*strict_mode=*/1,
                                                /*data_prop=*/true);
    ::onnx::shape_inference::InferShapes(inferred, ::onnx::OpSchemaRegistry::Instance(), options);
  } catch (const std::exception& error) {
    fail("ONNX export: libonnx refuses the model that was written: {}", error.what());
  }
}

}  // namespace efs::onnx
