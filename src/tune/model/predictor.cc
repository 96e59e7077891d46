#include "tune/model/predictor.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <opencv2/core.hpp>

#include "core/error.h"
#include "core/files/files.h"
#include "data/preprocess.h"
#include "device/onnx_file.h"
#include "onnx/face_outputs.h"
#include "search/objectives/metrics.h"
#include "tune/model/normalise.h"
#include "tune/model/runtimes.h"

namespace efs::tune {
namespace {

/// [height, width, 3], left and right exchanged.
std::vector<std::uint8_t> mirrored(std::vector<std::uint8_t> pixels, const ImageSize& size) {
  const cv::Mat image(size.height, size.width, CV_8UC3, pixels.data());
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

/// Error for a file whose runs are of several images.
void require_single_images(const std::filesystem::path& model, std::string_view bytes) {
  const std::int64_t batch = device::onnx_batch(bytes);
  if (batch == 1) return;
  fail(
      "{}: each of its runs takes {} images (`efs export --batch {}`), and it is given one here; "
      "give "
      "a file that `efs export` writes without --batch, or with --batch dynamic",
      model.string(), batch, batch);
}

/// Error for an input that is larger than any photograph is made, before memory is taken for it.
onnx::ModelInfo info_of(const std::filesystem::path& model) {
  onnx::ModelInfo info = onnx::read_model_info(model.string());
  if (std::max(info.input.width, info.input.height) > data::kLargestInput) {
    fail("{}: its input of {} pixels is more than the {} that are read", model.string(),
         to_string(info.input), data::kLargestInput);
  }
  if (std::ranges::count(search::tasks(), info.task, &search::Task::name) == 0) {
    fail("{}: it was made for the task '{}', which this version does not know; use a newer efs",
         model.string(), info.task);
  }
  const std::string bytes = read_file(model);
  if (info.outputs != to_string(onnx::FaceOutputs::kDecoded)) {
    fail(
        "{}: its outputs are those of `efs export --outputs {}` ({}), for a program that decodes "
        "them; "
        "give the file with decoded faces, which `efs export` writes without --outputs",
        model.string(), info.outputs, fmt::join(device::onnx_output_names(bytes), ", "));
  }
  require_single_images(model, bytes);
  return info;
}

}  // namespace

Predictor::Predictor(const std::filesystem::path& model, const std::string& runtime_name)
    : info_(info_of(model)),
      session_(
          (runtime_name.empty() ? runtime_of_file(model, info_.precision) : runtime(runtime_name))
              .load(model, {})) {
  const auto expected = 3 * static_cast<std::size_t>(info_.input.width) *
                        static_cast<std::size_t>(info_.input.height);
  if (session_->input_count() != expected) {
    fail("{}: its metadata states an input of {} pixels, its graph another one", model.string(),
         to_string(info_.input));
  }
  if (info_.head == "none") {
    fail("{} is a backbone without a head; it predicts no box (export it without --head none)",
         model.string());
  }
  if (info_.nms_iou) decoding_.nms_iou = *info_.nms_iou;
  if (info_.score_threshold) decoding_.score_threshold = *info_.score_threshold;
}

std::vector<float> Predictor::run(std::span<const std::uint8_t> pixels) {
  return session_->run(normalise(pixels, info_));
}

detect::RelativeBox Predictor::single_box(std::span<const std::uint8_t> pixels) {
  const auto output = run(pixels);
  if (output.size() != 4) {
    fail("the model's output has {} values; a detector's of one face has 4", output.size());
  }
  return {output[0], output[1], output[2], output[3]};
}

Prediction Predictor::predict(const std::filesystem::path& image, bool flip) {
  const detect::Fit fit = detect::fit_of(info_.fit);
  const auto prepared = data::prepare_image(image, info_.input, fit);
  Prediction prediction{.detections = {},
                        .image_width = prepared.image_width,
                        .image_height = prepared.image_height,
                        .brightness = brightness(prepared.pixels)};
  const ImageSize size{prepared.image_width, prepared.image_height};
  const detect::Placement placement = detect::place(size, info_.input, fit);
  if (finds_faces()) {
    prediction.detections = detect::decode(run(prepared.pixels), placement, decoding_);
    return prediction;
  }
  detect::RelativeBox box = single_box(prepared.pixels);
  if (flip) {
    const detect::RelativeBox other = single_box(mirrored(prepared.pixels, info_.input));
    box = {(box.xmin + 1.0 - other.xmax) / 2.0, (box.ymin + other.ymin) / 2.0,
           (box.xmax + 1.0 - other.xmin) / 2.0, (box.ymax + other.ymax) / 2.0};
  }
  const double width = size.width, height = size.height;
  const detect::Box pixels = to_pixels(box, width, height);
  prediction.detections.push_back(
      {{std::clamp(pixels.xmin, 0.0, width), std::clamp(pixels.ymin, 0.0, height),
        std::clamp(pixels.xmax, 0.0, width), std::clamp(pixels.ymax, 0.0, height)},
       1.0});
  return prediction;
}

}  // namespace efs::tune
