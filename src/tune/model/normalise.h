// Bytes of an image -> the float32 input that a model file states in its metadata.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "onnx/metadata.h"

namespace efs::tune {

/// `pixels` RGB [H,W,3] of the size of info.input; the result is [1,3,H,W], row-major.
std::vector<float> normalise(std::span<const std::uint8_t> pixels, const onnx::ModelInfo& info);

}  // namespace efs::tune
