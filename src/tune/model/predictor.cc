#include "tune/model/predictor.h"

#include <algorithm>
#include <opencv2/core.hpp>

#include "core/error.h"
#include "data/preprocess.h"
#include "tune/model/normalise.h"
#include "tune/model/runtimes.h"

namespace efs::tune {
namespace {

/// [side, side, 3], left and right exchanged.
std::vector<std::uint8_t> mirrored(std::vector<std::uint8_t> pixels, int side) {
  const cv::Mat image(side, side, CV_8UC3, pixels.data());
  cv::flip(image, image, 1);
  return pixels;
}

double brightness(std::span<const std::uint8_t> pixels) {
  double sum = 0.0;
  for (std::size_t i = 0; i < pixels.size(); i += 3) {
    sum += 0.299 * pixels[i] + 0.587 * pixels[i + 1] + 0.114 * pixels[i + 2];
  }
  return sum / (255.0 / 3.0 * static_cast<double>(pixels.size()));
}

/// Error for an input that is larger than any photograph is made, before memory is taken for it.
onnx::ModelInfo info_of(const std::filesystem::path& model) {
  onnx::ModelInfo info = onnx::read_model_info(model.string());
  if (info.input_size > data::kLargestInput) {
    fail("{}: its input of {} pixels is more than the {} that are read", model.string(),
         info.input_size, data::kLargestInput);
  }
  return info;
}

}  // namespace

Predictor::Predictor(const std::filesystem::path& model, const std::string& runtime_name)
    : info_(info_of(model)),
      session_(
          (runtime_name.empty() ? runtime_of_file(model, info_.precision) : runtime(runtime_name))
              .load(model, {})) {
  const auto expected =
      3 * static_cast<std::size_t>(info_.input_size) * static_cast<std::size_t>(info_.input_size);
  if (session_->input_count() != expected) {
    fail("{}: its metadata states an input of {} pixels, its graph another one", model.string(),
         info_.input_size);
  }
  if (info_.head == "none") {
    fail("{} is a backbone without a head; it predicts no box (export it without --head none)",
         model.string());
  }
}

detect::RelativeBox Predictor::run(std::span<const std::uint8_t> pixels) {
  const auto output = session_->run(normalise(pixels, info_));
  if (output.size() != 4) {
    fail("the model's output has {} values; a detector's has 4", output.size());
  }
  return {output[0], output[1], output[2], output[3]};
}

Prediction Predictor::predict(const std::filesystem::path& image, bool flip) {
  const auto prepared = data::prepare_image(image, {info_.input_size, info_.input_size});
  detect::RelativeBox box = run(prepared.pixels);
  if (flip) {
    const detect::RelativeBox other = run(mirrored(prepared.pixels, info_.input_size));
    box = {(box.xmin + 1.0 - other.xmax) / 2.0, (box.ymin + other.ymin) / 2.0,
           (box.xmax + 1.0 - other.xmin) / 2.0, (box.ymax + other.ymax) / 2.0};
  }
  const double width = prepared.image_width, height = prepared.image_height;
  const detect::Box pixels = to_pixels(box, width, height);
  return {.box = {std::clamp(pixels.xmin, 0.0, width), std::clamp(pixels.ymin, 0.0, height),
                  std::clamp(pixels.xmax, 0.0, width), std::clamp(pixels.ymax, 0.0, height)},
          .image_width = prepared.image_width,
          .image_height = prepared.image_height,
          .brightness = brightness(prepared.pixels)};
}

}  // namespace efs::tune
