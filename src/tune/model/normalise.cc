#include "tune/model/normalise.h"

#include "core/error.h"

namespace efs::tune {

std::vector<float> normalise(std::span<const std::uint8_t> pixels, const onnx::ModelInfo& info) {
  const auto area =
      static_cast<std::size_t>(info.input.width) * static_cast<std::size_t>(info.input.height);
  if (pixels.size() != 3 * area)
    fail("normalise: {} bytes for an input of {} pixels", pixels.size(), to_string(info.input));
  const bool rgb = info.colour_order == "RGB";
  std::vector<float> values(3 * area);
  for (std::size_t channel = 0; channel < 3; ++channel) {
    const auto scale = static_cast<float>(1.0 / (255.0 * info.standard_deviation[channel]));
    const auto shift = static_cast<float>(info.mean[channel] / info.standard_deviation[channel]);
    const std::size_t source = rgb ? channel : 2 - channel;
    float* out = values.data() + channel * area;
    for (std::size_t i = 0; i < area; ++i) {
      out[i] = static_cast<float>(pixels[3 * i + source]) * scale - shift;
    }
  }
  return values;
}

}  // namespace efs::tune
