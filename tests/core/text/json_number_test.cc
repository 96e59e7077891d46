#include "core/text/json_number.h"

#include <gtest/gtest.h>

namespace efs {
namespace {

TEST(WholeNumber, IsWholeAndWithinItsRange) {
  EXPECT_EQ(whole_number(Json::parse("3"), 0, 10), 3);
  EXPECT_EQ(whole_number(Json::parse("-3.0"), -3, 10), -3);
  EXPECT_EQ(whole_number(Json::parse("9007199254740992"), 0, 1LL << 53), 1LL << 53);
  for (const char* text : {"11", "-1", "2.5", "1.1e67", "-1e300", "\"3\"", "null", "true", "[3]",
                           "18446744073709551615"}) {
    EXPECT_FALSE(whole_number(Json::parse(text), 0, 10)) << text;
  }
}

}  // namespace
}  // namespace efs
