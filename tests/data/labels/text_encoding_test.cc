#include "data/labels/text_encoding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/message_of.h"

namespace efs::data {
namespace {

using ::testing::HasSubstr;

TEST(TextOfLabels, ReadsUtf16InBothOrders) {
  const std::string little(
      "\xff\xfe"
      "a\0\xe9\0\xac\x20\x3d\xd8\x00\xde\n\0",
      14);
  const std::string big(
      "\xfe\xff"
      "\0a\0\xe9\x20\xac\xd8\x3d\xde\x00\0\n",
      14);
  const std::string text = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\n";
  EXPECT_EQ(text_of_labels(little, "f"), text);
  EXPECT_EQ(text_of_labels(big, "f"), text);
}

TEST(TextOfLabels, RefusesBrokenUtf16) {
  for (const std::string& bytes : {std::string("\xff\xfe"
                                               "a\0b",
                                               5),
                                   std::string("\xff\xfe\x3d\xd8", 4),
                                   std::string("\xff\xfe\x00\xdc"
                                               "a\0",
                                               6),
                                   std::string("\xff\xfe\x3d\xd8"
                                               "a\0",
                                               6)}) {
    EXPECT_THAT(message_of([&] { text_of_labels(bytes, "f"); }), HasSubstr("f: UTF-16"));
  }
  EXPECT_EQ(text_of_labels("\xff\xfe", "f"), "");
}

TEST(TextOfLabels, TakesTheLineEndsOfOldMacs) {
  EXPECT_EQ(text_of_labels("a\rb\r", "f"), "a\nb\n");
  EXPECT_EQ(text_of_labels("a\r\nb\r\n", "f"), "a\r\nb\r\n");
}

}  // namespace
}  // namespace efs::data
