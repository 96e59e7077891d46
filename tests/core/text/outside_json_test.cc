#include "core/text/outside_json.h"

#include <gmock/gmock.h>

#include "support/message_of.h"

namespace efs {
namespace {

using ::testing::HasSubstr;

std::string nested(int levels) {
  return std::string(static_cast<std::size_t>(levels), '[') +
         std::string(static_cast<std::size_t>(levels), ']');
}

std::string object_of(int keys) {
  std::string text = "{";
  for (int i = 0; i < keys; ++i) text += fmt::format("{}\"k{}\":1", i == 0 ? "" : ",", i);
  return text + "}";
}

TEST(OutsideJson, ReadsWhatIsWithinTheLimits) {
  EXPECT_EQ(parse_outside_json(R"({"b": [1, {"a": null}], "a": "x"})", "it").dump(),
            R"({"b":[1,{"a":null}],"a":"x"})");
  EXPECT_EQ(parse_outside_json(nested(64), "it").size(), 1U);
  EXPECT_EQ(try_outside_json("3"), Json(3));
}

TEST(OutsideJson, ReadsWhatTheLibraryReads) {
  for (const char* text :
       {"null", "true", "-3", "18446744073709551615", "1.5e-7", R"("a\u00e9")", "[]", "{}",
        R"([[], [1, [2, {"a": []}]], {}, "x"])", R"({"b": {"a": 1, "c": [null]}, "a": {}})",
        R"({"a": 1, "b": 2, "a": {"c": 3}})"}) {
    EXPECT_EQ(parse_outside_json(text, "x"), Json::parse(text)) << text;
  }
}

TEST(OutsideJson, ReadsOverMembers) {
  const JsonLimits limits{.skipped_keys = {"skip"}};
  EXPECT_EQ(parse_outside_json(R"({"a": {"skip": {"x": [1, {"skip": 2}]}, "b": 1}, "skip": 3,
                                   "c": [{"skip": [], "d": 2}, {"skip": [[]]}], "skip": {}})",
                               "x", limits),
            Json::parse(R"({"a": {"b": 1}, "c": [{"d": 2}, {}]})"));
}

// The library's parser with a callback looked at all elements whenever one ended.
TEST(OutsideJson, ReadsLongLists) {
  constexpr std::size_t kObjects = 400'000;
  std::string text = "[{}";
  for (std::size_t i = 1; i < kObjects; ++i) text += ",{\"a\":1}";
  EXPECT_EQ(parse_outside_json(text + "]", "x").size(), kObjects);
}

TEST(OutsideJson, RefusesBeyondALimitAndNamesIt) {
  const auto refusal = [](const std::string& text, const JsonLimits& limits) {
    EXPECT_FALSE(try_outside_json(text, limits).has_value());
    return message_of([&] { parse_outside_json(text, "a.json", limits); });
  };
  EXPECT_EQ(refusal(nested(65), {}), "a.json: more than 64 levels of nesting");
  EXPECT_EQ(refusal(nested(1'000'000), {}), "a.json: more than 64 levels of nesting");
  EXPECT_EQ(refusal(object_of(5), {.keys_in_object = 4}), "a.json: an object of more than 4 keys");
  EXPECT_EQ(refusal("[1,2,3]", {.values = 3}), "a.json: more than 3 values");
  EXPECT_EQ(refusal("[1,2,3]", {.bytes = 6}), "a.json: 7 bytes, more than the 6 that are read");
}

TEST(OutsideJson, RefusesWhatIsNoJson) {
  for (const char* text : {"", "{", "[1,]", "{\"a\" 1}", "\"\xF6\"", "nul", "1 2"}) {
    EXPECT_THAT(message_of([&] { parse_outside_json(text, "a.json"); }),
                HasSubstr("a.json: no JSON"));
  }
}

TEST(OutsideJson, HasWholeNumbersWithinTheirRange) {
  EXPECT_EQ(whole_number(Json::parse("3"), 0, 10), 3);
  EXPECT_EQ(whole_number(Json::parse("-3.0"), -3, 10), -3);
  EXPECT_EQ(whole_number(Json::parse("9007199254740992"), 0, 1LL << 53), 1LL << 53);
  for (const char* text : {"11", "-1", "2.5", "1.1e67", "-1e300", "\"3\"", "null", "true", "[3]",
                           "18446744073709551615"}) {
    EXPECT_FALSE(whole_number(Json::parse(text), 0, 10)) << text;
  }
}

TEST(OutsideJson, IsWrittenWhateverBytesAreInIt) {
  EXPECT_EQ(json_text({{"reason", "Priorit\xE4t"}}), "{\"reason\":\"Priorit\xEF\xBF\xBDt\"}");
}

}  // namespace
}  // namespace efs
