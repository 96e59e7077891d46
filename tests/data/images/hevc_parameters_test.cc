#include "data/images/hevc_parameters.h"

#include <gtest/gtest.h>

#include <string>

namespace efs::data {
namespace {

/// Bits as the standard writes them, with ue(v) for its Exp-Golomb numbers.
class Unit {
 public:
  Unit& u(int count, unsigned value) {
    for (int i = count - 1; i >= 0; --i)
      bits_ += (value >> static_cast<unsigned>(i) & 1U) != 0 ? '1' : '0';
    return *this;
  }
  Unit& ue(unsigned value) {
    int length = 0;
    while ((value + 1) >> static_cast<unsigned>(length + 1) != 0) ++length;
    return u(length, 0).u(length + 1, value + 1);
  }
  Unit& zeros(int count) {
    bits_.append(static_cast<std::size_t>(count), '0');
    return *this;
  }
  /// With a 3 behind each two zeros that would be followed by a byte up to 3.
  std::string bytes() const {
    std::string result;
    for (std::size_t i = 0; i < bits_.size(); i += 8) {
      const std::string byte = (bits_.substr(i, 8) + "0000000").substr(0, 8);
      const char value = static_cast<char>(std::stoi(byte, nullptr, 2));
      if (result.ends_with(std::string(2, '\0')) && value <= 3) result += '\x03';
      result += value;
    }
    return result;
  }

 private:
  std::string bits_;
};

struct Set {
  unsigned sub_layers = 0;
  unsigned width = 1920, height = 1088;
  unsigned more_bits = 2;
  unsigned coding = 0;           // 8 pixels
  unsigned transform_range = 3;  // 4 to 32 pixels
  unsigned depth = 1;
};

std::string unit_of(const Set& set) {
  Unit unit;
  unit.u(1, 0).u(6, 33).u(6, 0).u(3, 1);
  unit.u(4, 0).u(3, set.sub_layers).u(1, 1).zeros(88).u(8, 93);
  for (unsigned i = 0; i < set.sub_layers; ++i) unit.u(2, 3);
  if (set.sub_layers > 0) unit.zeros(2 * (8 - static_cast<int>(set.sub_layers)));
  for (unsigned i = 0; i < set.sub_layers; ++i) unit.zeros(88 + 8);
  unit.ue(0).ue(1).ue(set.width).ue(set.height);
  unit.u(1, 1).ue(0).ue(0).ue(0).ue(4);
  unit.ue(set.more_bits).ue(set.more_bits).ue(4);
  unit.u(1, 1);
  for (unsigned i = 0; i <= set.sub_layers; ++i) unit.ue(4).ue(2).ue(5);
  unit.ue(set.coding).ue(3).ue(0).ue(set.transform_range).ue(set.depth).ue(set.depth);
  return unit.bytes();
}

TEST(HevcParameters, AreReadWithAnyNumberOfSubLayers) {
  for (unsigned sub_layers = 0; sub_layers < 7; ++sub_layers) {
    const auto parameters = hevc_parameters(unit_of({.sub_layers = sub_layers}));
    ASSERT_TRUE(parameters.has_value()) << sub_layers;
    EXPECT_EQ(parameters->width, 1920) << sub_layers;
    EXPECT_EQ(parameters->height, 1088);
    EXPECT_TRUE(parameters->sound) << sub_layers;
  }
}

TEST(HevcParameters, AreNotSoundAgainstTheStandard) {
  for (const Set& set : {Set{.height = 1084},
                         {.more_bits = 9},
                         {.coding = 4},
                         {.transform_range = 4},
                         {.depth = 5}}) {
    EXPECT_FALSE(hevc_parameters(unit_of(set))->sound);
  }
}

TEST(HevcParameters, AreInNoOtherUnit) {
  std::string slice = unit_of({});
  slice[0] = '\x26';
  EXPECT_FALSE(hevc_parameters(slice).has_value());
  EXPECT_FALSE(hevc_parameters("").has_value());
  const std::string whole = unit_of({});
  for (std::size_t size = 1; size < whole.size(); ++size) {
    hevc_parameters(std::string_view(whole).substr(0, size));
  }
}

}  // namespace
}  // namespace efs::data
