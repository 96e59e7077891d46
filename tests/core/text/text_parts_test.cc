#include "core/text/text_parts.h"

#include <gmock/gmock.h>

namespace efs {
namespace {

using ::testing::ElementsAre;

TEST(TextParts, AreOneMoreThanTheSeparators) {
  EXPECT_THAT(split("a,bc,", ','), ElementsAre("a", "bc", ""));
  EXPECT_THAT(split("", ','), ElementsAre(""));
}

TEST(TextParts, LoseTheBlanksAroundThem) {
  EXPECT_EQ(trimmed(" \ta b\t "), "a b");
  EXPECT_EQ(trimmed(" \t"), "");
  EXPECT_EQ(trimmed("a\r"), "a\r");
  EXPECT_EQ(trimmed("a\r ", " \r"), "a");
}

TEST(TextParts, InLowerCaseKeepAllElse) { EXPECT_EQ(lower_case("A-1\xC3\x84z"), "a-1\xC3\x84z"); }

}  // namespace
}  // namespace efs
