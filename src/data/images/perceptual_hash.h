// What a photograph looks like, in 100 bytes: equal for its copies of another size or quality.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace cv {
class Mat;
}

namespace efs::data {

/// A difference hash: whether the luma rises from one cell of a grid over the picture to the next,
/// to the right and downwards. Steps that noise could turn round are marked as faint.
struct PerceptualHash {
  static constexpr int kColumns = 13, kRows = 10;
  static constexpr std::size_t kSteps = (kColumns - 1) * kRows + kColumns * (kRows - 1);
  using Bits = std::array<std::uint64_t, (kSteps + 63) / 64>;

  Bits rises{};                            // of the clear steps
  Bits falls{};                            // of the clear steps
  std::array<std::uint8_t, 27> colours{};  // means of 3 x 3 cells, BGR
};

/// `bgr`: 8-bit, 3 channels, not empty.
PerceptualHash perceptual_hash(const cv::Mat& bgr);

/// 0: the same, 0.4 to 0.5: nothing in common, 1: cannot be compared, for one of the pictures is
/// almost plain or their colours differ. The share of steps, of those that are clear in at least one
/// picture, that go the other way; steps that are faint in the other picture count half.
double difference(const PerceptualHash& a, const PerceptualHash& b);

}  // namespace efs::data
