// A deployed model file applied to photographs: what eval, predict and the report's pictures use.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "detect/box.h"
#include "device/runtime.h"
#include "onnx/metadata.h"

namespace efs::tune {

struct Prediction {
  detect::Box box;  // pixels of the image as stored, clipped to it
  int image_width = 0;
  int image_height = 0;
  double brightness = 0.0;  // mean luma (Rec. 601) of the resized image, 0..1
};

/// Preprocesses as the file's own metadata says.
class Predictor {
 public:
  /// `runtime`: its name; empty: the one for the file's precision. Error: no ONNX file, one without
  /// our metadata, or not a detector with output [1,4].
  explicit Predictor(const std::filesystem::path& model, const std::string& runtime = {});

  /// Error names the image that cannot be read. `flip`: the mean of this box and the mirror
  /// image's, twice the time; for evaluation only.
  Prediction predict(const std::filesystem::path& image, bool flip = false);
  const onnx::ModelInfo& info() const { return info_; }

 private:
  /// Not clipped.
  detect::RelativeBox run(std::span<const std::uint8_t> pixels);

  onnx::ModelInfo info_;
  std::unique_ptr<device::Session> session_;
};

}  // namespace efs::tune
