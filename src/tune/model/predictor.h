// A deployed model file applied to photographs: what eval, predict and the report's pictures use.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "detect/decoding.h"
#include "device/runtime.h"
#include "onnx/metadata.h"

namespace efs::tune {

struct Prediction {
  /// In pixels of the upright image, clipped to it, by falling score. Of the task single: one,
  /// with the score 1.
  std::vector<detect::Detection> detections;
  int image_width = 0;
  int image_height = 0;
  double brightness = 0.0;  // mean luma (Rec. 601) of the resized image, padding included, 0..1

  /// The task single's.
  const detect::Box& box() const { return detections.at(0).box; }
};

/// Preprocesses as the file's own metadata says.
class Predictor {
 public:
  /// `runtime`: its name; empty: the one for the file's precision. Error: no ONNX file, one without
  /// our metadata, not a detector, or one whose runs are of several images.
  explicit Predictor(const std::filesystem::path& model, const std::string& runtime = {});

  /// Error names the image that cannot be read. `flip`: the mean of this box and the mirror
  /// image's, twice the time; for evaluation of the task single only.
  Prediction predict(const std::filesystem::path& image, bool flip = false);

  const onnx::ModelInfo& info() const { return info_; }
  bool finds_faces() const { return info_.finds_faces(); }
  /// Of the task faces. The file's own threshold, or that of decode() where it states none.
  void set_score_threshold(double threshold) { decoding_.score_threshold = threshold; }
  double score_threshold() const { return decoding_.score_threshold; }

 private:
  std::vector<float> run(std::span<const std::uint8_t> pixels);
  /// Not clipped.
  detect::RelativeBox single_box(std::span<const std::uint8_t> pixels);

  onnx::ModelInfo info_;
  std::unique_ptr<device::Session> session_;
  detect::DecodeOptions decoding_;
};

}  // namespace efs::tune
