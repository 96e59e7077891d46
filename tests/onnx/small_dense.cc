#include "onnx/small_dense.h"

#include <cmath>

#include "core/rng.h"
#include "graph/builder.h"
#include "graph/input_normalisation.h"

namespace efs::onnx {

using graph::Builder;
using graph::NodeId;

namespace {

NodeId halved(Builder& b, const std::string& name, NodeId input) {
  const graph::Conv2d conv{
      .out_channels = 8, .kernel_h = 3, .kernel_w = 3, .stride = 2, .padding = 1};
  const NodeId x = b.add(name, conv, input);
  return b.add(name + ".relu", graph::Activation{}, x);
}

/// The map, and on top of it the deeper one enlarged.
NodeId with_deeper(Builder& b, int stride, NodeId map, NodeId deeper) {
  const std::string name = "neck." + std::to_string(stride);
  const NodeId enlarged = b.add(name + ".upsample", graph::Upsample2x{}, deeper);
  return b.add(name, graph::Add{}, std::vector<NodeId>{map, enlarged});
}

}  // namespace

graph::Graph small_dense_network(const ImageSize& input, int finest, int levels) {
  Builder b(3, input.height, input.width);
  std::vector<NodeId> maps;
  NodeId x = b.input();
  for (int stride = 2; stride <= finest << (levels - 1); stride *= 2) {
    x = halved(b, "stage" + std::to_string(stride), x);
    x = b.add("shuffle" + std::to_string(stride), graph::ChannelShuffle{2}, x);
    if (stride >= finest) maps.push_back(x);
  }
  graph::DecodeFaces decode{.input_height = input.height, .input_width = input.width, .levels = {}};
  std::vector<NodeId> scores, boxes;
  for (std::size_t i = 0; i < maps.size(); ++i) {
    const int stride = finest << i;
    const std::string name = "head." + std::to_string(stride);
    const NodeId map = i + 1 < maps.size() ? with_deeper(b, stride, maps[i], maps[i + 1]) : maps[i];
    scores.push_back(b.add(name + ".score", graph::Conv2d{.out_channels = 1}, map));
    boxes.push_back(b.add(name + ".box", graph::Conv2d{.out_channels = 4}, map));
    decode.levels.push_back(
        {stride, static_cast<int>(b.shape(map)[1]), static_cast<int>(b.shape(map)[2])});
  }
  const NodeId score = b.add("head.scores", graph::ConcatCells{}, scores);
  const NodeId box = b.add("head.boxes", graph::ConcatCells{}, boxes);
  return b.finish(b.add("head.faces", decode, std::vector<NodeId>{score, box}));
}

graph::Weights small_dense_weights(const graph::Graph& graph) {
  Rng rng(11);
  graph::Weights weights;
  for (const graph::Parameter& parameter : graph::parameters(graph)) {
    graph::Tensor tensor{parameter.shape, {}};
    const bool bias = parameter.shape.size() == 1;
    const auto count = static_cast<std::size_t>(graph::element_count(parameter.shape));
    // Variances stay about 1 from layer to layer behind a ReLU.
    const double bound =
        bias ? 0.1 : std::sqrt(6.0 * static_cast<double>(parameter.shape[0]) / double(count));
    for (std::size_t i = 0; i < count; ++i) {
      tensor.values.push_back(static_cast<float>(rng.uniform(-bound, bound)));
    }
    weights[parameter.name] = std::move(tensor);
  }
  return weights;
}

std::vector<std::uint8_t> noise_pixels(const ImageSize& size, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<std::uint8_t> pixels(3 * static_cast<std::size_t>(size.width) *
                                   static_cast<std::size_t>(size.height));
  for (auto& pixel : pixels) pixel = static_cast<std::uint8_t>(rng.index(256));
  return pixels;
}

std::vector<float> normalised(const std::vector<std::uint8_t>& pixels, const ImageSize& size) {
  std::vector<float> values;
  const auto area = static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t i = 0; i < area; ++i) {
      values.push_back(static_cast<float>((pixels[3 * i + c] / 255.0 - graph::kImagenetMean[c]) /
                                          graph::kImagenetStd[c]));
    }
  }
  return values;
}

std::vector<float> bgr_planes(const std::vector<std::uint8_t>& pixels, const ImageSize& size) {
  std::vector<float> values;
  const auto area = static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t i = 0; i < area; ++i) values.push_back(pixels[3 * i + 2 - c]);
  }
  return values;
}

}  // namespace efs::onnx
