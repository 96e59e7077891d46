#include "core/text/outside_text.h"

#include <gtest/gtest.h>

namespace efs {
namespace {

TEST(Printable, KeepsText) {
  EXPECT_EQ(printable("photo 1.jpg"), "photo 1.jpg");
  EXPECT_EQ(printable("Mädchen 顔 😀"), "Mädchen 顔 😀");
}

TEST(Printable, ShowsWhatATerminalWouldActOn) {
  EXPECT_EQ(printable("\x1b]0;title\x07"), "\\x1b]0;title\\x07");
  EXPECT_EQ(printable("a\nb\tc\r"), "a\\x0ab\\x09c\\x0d");
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(printable("\xC2\x9B"
                      "31m"),
            "\\u{009b}31m");                                  // C1: the one-byte CSI
  EXPECT_EQ(printable("gpj.\xE2\x80\xAE"), "gpj.\\u{202e}");  // right-to-left override
}

TEST(Printable, ShowsBytesThatAreNoUtf8) {
  EXPECT_EQ(printable("\xF6.jpg"), "\\xf6.jpg");
  EXPECT_EQ(printable("\xC0\xAF"), "\\xc0\\xaf");                    // overlong '/'
  EXPECT_EQ(printable("\xED\xA0\x80"), "\\xed\\xa0\\x80");           // a surrogate
  EXPECT_EQ(printable("\xE2\x82"), "\\xe2\\x82");                    // cut off
  EXPECT_EQ(printable("\xF4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");  // above U+10FFFF
}

TEST(Printable, CutsLongText) {
  EXPECT_EQ(printable("abcdef", 3), "abc...");
  EXPECT_EQ(printable("ab\xC3\xA4", 3), "ab...");  // between characters
}

TEST(PrintableLines, KeepsLinesAndTabs) {
  EXPECT_EQ(printable_lines("a\tb\n\x1b[2Jc\n"), "a\tb\n\\x1b[2Jc\n");
  EXPECT_EQ(printable_lines(""), "");
  EXPECT_EQ(printable_lines("\n\n"), "\n\n");
  EXPECT_EQ(printable_lines(std::string(5000, 'x')), std::string(5000, 'x'));
}

TEST(ValidUtf8, ReplacesOnlyWhatIsNone) {
  EXPECT_EQ(valid_utf8("a\x1bß"), "a\x1bß");
  EXPECT_EQ(valid_utf8("\xF6n\xE2\x82"), "\xEF\xBF\xBDn\xEF\xBF\xBD\xEF\xBF\xBD");
}

}  // namespace
}  // namespace efs
