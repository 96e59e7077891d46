#include "core/text/parse_number.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace efs {
namespace {

TEST(ParseNumber, TakesTheWholeText) {
  EXPECT_EQ(parse_number<int>("-12"), -12);
  EXPECT_EQ(parse_number<double>("2.5e-3"), 2.5e-3);
  EXPECT_EQ(parse_number<std::uint32_t>("00ff", 16), 255U);
}

TEST(ParseNumber, RefusesAnythingElse) {
  for (const char* text : {"", " 1", "1 ", "+1", "1x", "0x10", "1.5", "99999999999"}) {
    EXPECT_FALSE(parse_number<int>(text)) << text;
  }
  EXPECT_FALSE(parse_number<double>("1,5"));
  EXPECT_FALSE(parse_number<std::uint32_t>("-1"));
  EXPECT_FALSE(parse_number<std::uint32_t>("fg", 16));
}

}  // namespace
}  // namespace efs
