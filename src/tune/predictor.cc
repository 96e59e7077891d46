#include "tune/predictor.h"

#include <algorithm>

#include "core/error.h"
#include "data/preprocess.h"
#include "tune/normalise.h"
#include "tune/runtimes.h"

namespace efs::tune {

Predictor::Predictor(const std::filesystem::path& model, int threads)
    : info_(onnx::read_model_info(model.string())),
      session_(runtime("opencv").load(model, threads)) {
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

Prediction Predictor::predict(const std::filesystem::path& image) {
  const auto prepared = data::prepare_image(image, info_.input_size);
  const auto output = session_->run(normalise(prepared.pixels, info_));
  if (output.size() != 4)
    fail("the model's output has {} values; a detector's has 4", output.size());
  const double width = prepared.image_width;
  const double height = prepared.image_height;
  const auto x = [&](float value) {
    return std::clamp(static_cast<double>(value) * width, 0.0, width);
  };
  const auto y = [&](float value) {
    return std::clamp(static_cast<double>(value) * height, 0.0, height);
  };
  return {.box = {x(output[0]), y(output[1]), x(output[2]), y(output[3])},
          .image_width = prepared.image_width,
          .image_height = prepared.image_height};
}

}  // namespace efs::tune
