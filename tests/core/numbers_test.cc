#include "core/numbers.h"

#include <gtest/gtest.h>

namespace efs {
namespace {

TEST(ShortCount, KeepsThreeDigits) {
  EXPECT_EQ(short_count(940), "940");
  EXPECT_EQ(short_count(9999), "9999");
  EXPECT_EQ(short_count(12345), "12.3 k");
  EXPECT_EQ(short_count(11689512), "11.7 M");
  EXPECT_EQ(short_count(1814073344), "1.81 G");
}

}  // namespace
}  // namespace efs
