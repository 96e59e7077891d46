#include "data/images/hevc_parameters.h"

#include <algorithm>
#include <string>

#include "data/images/byte_order.h"

namespace efs::data {
namespace {

/// The unit's content: a 3 behind two zeros only keeps apart what looks like the next unit.
std::string without_stuffing(std::string_view unit) {
  constexpr std::size_t kEnough = 512;  // all that is read is before
  std::string content;
  int zeros = 0;
  for (std::size_t i = 0; i < unit.size() && content.size() < kEnough; ++i) {
    if (zeros >= 2 && unit[i] == '\x03') {
      zeros = 0;
      continue;
    }
    zeros = unit[i] == '\0' ? zeros + 1 : 0;
    content += unit[i];
  }
  return content;
}

/// Bits from the most significant one on, and zeros behind the end.
class Bits {
 public:
  explicit Bits(std::string bytes) : bytes_(std::move(bytes)) {}

  std::uint32_t take(int count) {
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i, ++position_) {
      value = value << 1U | (byte_at(bytes_, position_ / 8) >> (7 - position_ % 8) & 1U);
    }
    return value;
  }

  void skip(std::size_t count) { position_ += count; }

  /// Exp-Golomb, ue(v) of the standard.
  std::uint32_t take_golomb() {
    int zeros = 0;
    while (zeros < 31 && take(1) == 0) ++zeros;
    return (1U << static_cast<unsigned>(zeros)) - 1 + take(zeros);
  }

  void skip_golomb(std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) take_golomb();
  }

 private:
  std::string bytes_;
  std::size_t position_ = 0;
};

/// profile_tier_level (7.3.3).
void skip_profile(Bits& bits, std::uint32_t sub_layers) {
  constexpr std::size_t kProfile = 88, kLevel = 8;
  bits.skip(kProfile + kLevel);
  std::size_t skipped = 0;
  for (std::uint32_t i = 0; i < sub_layers; ++i) {
    if (bits.take(1) != 0) skipped += kProfile;
    if (bits.take(1) != 0) skipped += kLevel;
  }
  if (sub_layers > 0) bits.skip(2 * (8 - sub_layers));
  bits.skip(skipped);
}

/// From log2_min_luma_coding_block_size_minus3 on (7.4.3.2.1). Sizes are logarithms.
bool sound_blocks(Bits& bits, const HevcParameters& parameters) {
  constexpr std::uint32_t kLargest = 6;
  const std::uint32_t coding = bits.take_golomb() + 3;
  const std::uint32_t coding_range = bits.take_golomb();
  const std::uint32_t transform = bits.take_golomb() + 2;
  const std::uint32_t transform_range = bits.take_golomb();
  const std::uint32_t depth = std::max(bits.take_golomb(), bits.take_golomb());
  if (std::max({coding, coding_range, transform, transform_range}) > kLargest) return false;
  const std::uint32_t tree = coding + coding_range;
  const std::int64_t side = std::int64_t{1} << coding;
  return tree <= kLargest && transform <= coding &&
         transform + transform_range <= std::min(tree, 5U) && depth <= tree - transform &&
         parameters.width % side == 0 && parameters.height % side == 0;
}

}  // namespace

std::optional<HevcParameters> hevc_parameters(std::string_view unit) {
  constexpr std::uint32_t kSequenceParameterSet = 33, kSeparateColours = 3, kMostMoreBits = 8;
  Bits bits(without_stuffing(unit));
  bits.skip(1);
  if (bits.take(6) != kSequenceParameterSet) return std::nullopt;
  bits.skip(6 + 3 + 4);
  const std::uint32_t sub_layers = bits.take(3);
  bits.skip(1);
  skip_profile(bits, sub_layers);
  bits.take_golomb();  // the set's number
  if (bits.take_golomb() == kSeparateColours) bits.skip(1);
  HevcParameters parameters;
  parameters.width = bits.take_golomb();
  parameters.height = bits.take_golomb();
  if (bits.take(1) != 0) bits.skip_golomb(4);  // the part that is shown
  const std::uint32_t more_bits = std::max(bits.take_golomb(), bits.take_golomb());
  bits.take_golomb();  // of picture numbers
  const bool each_sub_layer = bits.take(1) != 0;
  bits.skip_golomb(3 * (each_sub_layer ? sub_layers + 1 : 1));
  parameters.sound = sound_blocks(bits, parameters) && more_bits <= kMostMoreBits;
  return parameters;
}

}  // namespace efs::data
