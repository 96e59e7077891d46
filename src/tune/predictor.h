// A deployed model file applied to photographs: what eval, predict and the report's pictures use.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "data/box.h"
#include "device/runtime.h"
#include "onnx/metadata.h"

namespace efs::tune {

struct Prediction {
  data::Box box;  // pixels of the image as stored, clipped to it
  int image_width = 0;
  int image_height = 0;
};

/// Preprocesses as the file's own metadata says.
class Predictor {
 public:
  /// Error: no ONNX file, one without our metadata, or not a detector with output [1,4].
  explicit Predictor(const std::filesystem::path& model, int threads = 1);

  /// Error names the image that cannot be read.
  Prediction predict(const std::filesystem::path& image);
  const onnx::ModelInfo& info() const { return info_; }

 private:
  onnx::ModelInfo info_;
  std::unique_ptr<device::Session> session_;
};

}  // namespace efs::tune
