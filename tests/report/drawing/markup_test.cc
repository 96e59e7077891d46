#include "report/drawing/markup.h"

#include <gtest/gtest.h>

#include <limits>

namespace efs::report {
namespace {

TEST(Escape, LeavesPlainTextAlone) {
  EXPECT_EQ(escape("resnet18 (lr 0.001) \xC3\xA9 \xE2\x86\x92"),
            "resnet18 (lr 0.001) \xC3\xA9 \xE2\x86\x92");
}

TEST(Escape, DefusesMarkup) {
  EXPECT_EQ(escape("</script><b a=\"x\" c='y'>&"),
            "&lt;/script&gt;&lt;b a=&quot;x&quot; c=&#39;y&#39;&gt;&amp;");
}

TEST(Escape, ReplacesWhatIsNoUtf8) {
  const std::string replaced = "\xEF\xBF\xBD";
  EXPECT_EQ(escape("a\xFF"), "a" + replaced);                         // never occurs in UTF-8
  EXPECT_EQ(escape("\xC3"), replaced);                                // cut off
  EXPECT_EQ(escape("\xC0\xAF"), replaced + replaced);                 // overlong '/'
  EXPECT_EQ(escape("\xED\xA0\x80"), replaced + replaced + replaced);  // a surrogate
  EXPECT_EQ(escape(std::string_view("\0\x1B", 2)), replaced + replaced);
}

TEST(ScriptJson, CannotEndItsElement) {
  const std::string text = script_json({{"name", "</script><!--"}});
  EXPECT_EQ(text.find('<'), std::string::npos);
  EXPECT_EQ(Json::parse(text).at("name"), "</script><!--");
}

TEST(ScriptJson, WritesWhatIsNoNumberAsNull) {
  EXPECT_EQ(script_json(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(script_json(std::numeric_limits<double>::infinity()), "null");
}

TEST(ScriptJson, SurvivesWhatIsNoUtf8) {
  EXPECT_EQ(Json::parse(script_json(std::string("a\xFF"))), "a\xEF\xBF\xBD");
}

// RFC 4648, section 10.
TEST(Base64, KnownAnswers) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foob"), "Zm9vYg==");
  EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xFB\xFF"), "+/8=");
}

}  // namespace
}  // namespace efs::report
