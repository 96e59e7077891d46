// A small packed data set and a small network for the task "faces".
#pragma once

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>

#include "core/rng.h"
#include "graph/builder.h"
#include "train/packed_fixture.h"

namespace efs::train {

/// Images of 96 x 64 pixels with none to three bright rectangles on noise, letterboxed; the outline
/// of each is its box.
inline data::PackedDataset crowds(const TemporaryFolder& folder, std::size_t train,
                                  std::size_t validation, const ImageSize& input) {
  constexpr int kWidth = 96, kHeight = 64, kThird = kWidth / 3;
  Rng rng(3);
  data::Dataset dataset;
  dataset.rule = data::FaceRule::kAll;
  for (std::size_t i = 0; i < train + validation; ++i) {
    cv::Mat image(kHeight, kWidth, CV_8UC3);
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < 3 * kWidth; ++x) {
        image.ptr(y)[x] = static_cast<unsigned char>(rng.integer(0, 80));
      }
    }
    data::Sample sample{.image_id = "crowd_" + std::to_string(i) + ".png"};
    for (int third = 0; third < 3; ++third) {
      if (!rng.chance(i % 4 == 0 ? 0.0 : 0.5)) continue;
      const auto w = static_cast<int>(rng.integer(8, 14)), h = static_cast<int>(rng.integer(8, 14));
      const int x = third * kThird + static_cast<int>(rng.integer(2, kThird - w - 2));
      const auto y = static_cast<int>(rng.integer(2, kHeight - h - 2));
      cv::rectangle(image, {x, y, w, h}, {60, 200, 250}, cv::FILLED);
      sample.faces.push_back({1.0 * x, 1.0 * y, 1.0 * x + w, 1.0 * y + h});
    }
    sample.path = folder / sample.image_id;
    sample.image_width = kWidth;
    sample.image_height = kHeight;
    cv::imwrite(sample.path.string(), image);
    dataset.samples.push_back(sample);
    (i < train ? dataset.train : dataset.validation).push_back(i);
  }
  dataset.digest = "crowds";
  const std::filesystem::path file = folder / "crowds.efspack";
  data::write_packed(dataset, {.input = input, .fit = detect::Fit::kLetterbox}, file);
  return data::PackedDataset(file);
}

/// Four convolutions of stride 8 in all, one cell for each 8 x 8 pixels.
inline graph::Graph small_dense_network(const ImageSize& input) {
  using namespace graph;
  Builder builder(3, input.height, input.width);
  NodeId x = builder.input();
  int channels = 8;
  for (const char* name : {"conv1", "conv2", "conv3"}) {
    x = builder.add(name,
                    Conv2d{.out_channels = channels *= 2,
                           .kernel_h = 3,
                           .kernel_w = 3,
                           .stride = 2,
                           .padding = 1,
                           .bias = false,
                           .weight_init = {Init::kKaimingNormalFanOut}},
                    x);
    x = builder.add(std::string(name) + "_norm", BatchNorm2d{}, x);
    x = builder.add(std::string(name) + "_relu", Activation{}, x);
  }
  const Shape shape = builder.shape(x);
  const NodeId score = builder.add("head.score",
                                   Conv2d{.out_channels = 1,
                                          .weight_init = {Init::kNormal, 0.01},
                                          .bias_init = {Init::kConstant, -4.6}},
                                   x);
  const NodeId box = builder.add("head.box",
                                 Conv2d{.out_channels = 4,
                                        .weight_init = {Init::kNormal, 0.01},
                                        .bias_init = {Init::kConstant, 0.7}},
                                 x);
  return builder.finish(builder.add(
      "head.faces",
      DecodeFaces{.input_height = input.height,
                  .input_width = input.width,
                  .levels = {{8, static_cast<int>(shape[1]), static_cast<int>(shape[2])}}},
      {builder.add("head.scores", ConcatCells{}, score),
       builder.add("head.boxes", ConcatCells{}, box)}));
}

inline TrainOptions quick_dense_options() {
  TrainOptions options;
  options.batch_size = 8;
  options.seed = 7;
  options.learning_rate = 3e-3;
  options.device = "cpu";
  options.loss = parse_loss("quality_focal + 2 * giou");
  return options;
}

}  // namespace efs::train
