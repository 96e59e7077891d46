// A detector of several faces of few layers, and pictures for it.
#pragma once

#include <cstdint>
#include <vector>

#include "core/text/image_size.h"
#include "graph/graph.h"
#include "graph/weights.h"

namespace efs::onnx {

/// Convolutions that pad, a channel shuffle, and a neck that enlarges the deeper maps; maps at the
/// strides finest, 2 finest, ...
graph::Graph small_dense_network(const ImageSize& input, int finest = 8, int levels = 3);

/// Drawn so that scores and boxes of a picture are of all sizes.
graph::Weights small_dense_weights(const graph::Graph& graph);

/// Bytes of noise, RGB [H,W,3].
std::vector<std::uint8_t> noise_pixels(const ImageSize& size, std::uint64_t seed = 3);

/// As the network takes it: ImageNet's normalisation, [1,3,H,W].
std::vector<float> normalised(const std::vector<std::uint8_t>& pixels, const ImageSize& size);

/// As a file of the outputs yunet takes it: BGR, 0 to 255, [1,3,H,W].
std::vector<float> bgr_planes(const std::vector<std::uint8_t>& pixels, const ImageSize& size);

}  // namespace efs::onnx
