#include "graph/half.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace efs::graph {
namespace {

// IEEE 754-2019, binary16.
TEST(Half, KnownValues) {
  EXPECT_EQ(to_half(0.0F), 0x0000);
  EXPECT_EQ(to_half(-0.0F), 0x8000);
  EXPECT_EQ(to_half(1.0F), 0x3C00);
  EXPECT_EQ(to_half(-2.0F), 0xC000);
  EXPECT_EQ(to_half(0.333251953125F), 0x3555);
  EXPECT_EQ(to_half(65504.0F), 0x7BFF);
  EXPECT_EQ(to_half(65519.0F), 0x7BFF);
  EXPECT_EQ(to_half(65520.0F), 0x7C00) << "half way to what would follow: infinity";
  EXPECT_EQ(to_half(0x1p-14F), 0x0400) << "the smallest normal one";
  EXPECT_EQ(to_half(0x1p-24F), 0x0001) << "the smallest subnormal one";
  EXPECT_EQ(to_half(0x1p-25F), 0x0000) << "half way: to the even one";
  EXPECT_EQ(to_half(0x1.8p-24F), 0x0002);
  EXPECT_EQ(to_half(0x1.FFFp-15F), 0x0400) << "a subnormal one that rounds to the first normal one";
  EXPECT_EQ(to_half(INFINITY), 0x7C00);
  EXPECT_EQ(to_half(-INFINITY), 0xFC00);
  EXPECT_EQ(to_half(1e30F), 0x7C00);
  EXPECT_EQ(to_half(std::numeric_limits<float>::quiet_NaN()) & 0x7FFF, 0x7E00);
}

float value_of(std::uint16_t half) {
  const int exponent = half >> 10 & 31;
  const int fraction = half & 1023;
  const float size = exponent == 0 ? std::ldexp(static_cast<float>(fraction), -24)
                                   : std::ldexp(static_cast<float>(1024 + fraction), exponent - 25);
  return (half & 0x8000) != 0 ? -size : size;
}

TEST(Half, EveryOneIsItsOwnNearest) {
  for (unsigned half = 0; half < 0x7C00; ++half) {
    ASSERT_EQ(to_half(value_of(static_cast<std::uint16_t>(half))), half);
  }
}

TEST(Half, BetweenTwoNeighboursTheNearerOneIsTaken) {
  for (unsigned half = 0; half + 1 < 0x7C00; ++half) {
    const float low = value_of(static_cast<std::uint16_t>(half));
    const float high = value_of(static_cast<std::uint16_t>(half + 1));
    ASSERT_EQ(to_half(low + 0.25F * (high - low)), half);
    ASSERT_EQ(to_half(low + 0.75F * (high - low)), half + 1);
    ASSERT_EQ(to_half(low + 0.5F * (high - low)), half % 2 == 0 ? half : half + 1);
  }
}

}  // namespace
}  // namespace efs::graph
