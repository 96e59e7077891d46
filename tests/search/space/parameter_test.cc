#include "search/space/parameter.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "support/message_of.h"

namespace efs::search {
namespace {

using study::ParamValue;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Parameter ranging(const Range& range) { return {.name = "x", .values = {}, .range = range}; }

std::vector<double> numbers(const Range& range) {
  std::vector<double> result;
  for (const ParamValue& value : values_of(ranging(range))) {
    result.push_back(std::get<double>(value));
  }
  return result;
}

std::string refusal(const Parameter& parameter) {
  return message_of([&] { validate(parameter); });
}
std::string refusal(const Range& range) { return refusal(ranging(range)); }

TEST(Range, ListsItsStepsAsTheyAreMeant) {
  // Added up in binary, 0.1 + 2 * 0.1 is 0.30000000000000004, and 0.7 lies beyond the end.
  EXPECT_THAT(numbers({.low = 0.1, .high = 0.7, .step = 0.1}),
              ElementsAre(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7));
  EXPECT_THAT(numbers({.low = 1e-4, .high = 3e-4, .step = 1e-4}), ElementsAre(1e-4, 2e-4, 3e-4));
  EXPECT_THAT(numbers({.low = -0.25, .high = 0.25, .step = 0.25}), ElementsAre(-0.25, 0.0, 0.25));
}

TEST(Range, EndsBeforeHighWhereTheStepDoesNotFit) {
  EXPECT_THAT(numbers({.low = 0.0, .high = 1.0, .step = 0.3}), ElementsAre(0.0, 0.3, 0.6, 0.9));
  EXPECT_THAT(numbers({.low = 0.0, .high = 1.0, .step = 5.0}), ElementsAre(0.0));
}

TEST(Range, OfIntegersListsIntegers) {
  const auto list = [](const Range& range) { return values_of(ranging(range)); };
  EXPECT_THAT(list({.low = -1, .high = 2, .integer = true}),
              ElementsAre(ParamValue(std::int64_t{-1}), ParamValue(std::int64_t{0}),
                          ParamValue(std::int64_t{1}), ParamValue(std::int64_t{2})));
  EXPECT_THAT(list({.low = 32, .high = 100, .step = 32, .integer = true}),
              ElementsAre(ParamValue(std::int64_t{32}), ParamValue(std::int64_t{64}),
                          ParamValue(std::int64_t{96})));
}

TEST(Range, SharesAreEqualDifferencesOrEqualRatios) {
  const Range linear{.low = -1.0, .high = 3.0};
  EXPECT_EQ(value_at(linear, 0.0), ParamValue(-1.0));
  EXPECT_EQ(value_at(linear, 0.25), ParamValue(0.0));
  const Range logarithmic{.low = 1e-4, .high = 1e-2, .logarithmic = true};
  EXPECT_EQ(value_at(logarithmic, 0.0), ParamValue(1e-4));
  EXPECT_EQ(value_at(logarithmic, 0.5), ParamValue(1e-3));
  EXPECT_EQ(value_at(logarithmic, 1.0), ParamValue(1e-2));
  for (const Range& range : {linear, logarithmic}) {
    for (const double share : {0.0, 0.2, 0.75, 1.0}) {
      EXPECT_NEAR(share_of(range, as_number(value_at(range, share))), share, 1e-3);
    }
  }
}

TEST(Range, DrawnValuesAreShortAndInside) {
  EXPECT_EQ(value_at({.low = 0.0, .high = 1.0}, 1.0 / 3.0), ParamValue(0.3333));
  EXPECT_EQ(value_at({.low = 0.0, .high = 1e5}, 0.123456), ParamValue(12350.0));
  // Rounded they would lie outside.
  const Range odd{.low = 0.123423, .high = 0.234564, .logarithmic = true};
  EXPECT_EQ(value_at(odd, 0.0), ParamValue(0.123423));
  EXPECT_EQ(value_at(odd, 1.0), ParamValue(0.234564));
}

TEST(Parameter, IsFiniteWhereItsValuesCanBeListed) {
  EXPECT_TRUE(is_finite({.name = "x", .values = {std::string("a")}}));
  EXPECT_TRUE(is_finite(ranging({.low = 0, .high = 1, .step = 0.5})));
  EXPECT_TRUE(is_finite(ranging({.low = 0, .high = 9, .integer = true})));
  EXPECT_FALSE(is_finite(ranging({.low = 0, .high = 1})));
  EXPECT_FALSE(is_finite(ranging({.low = 1, .high = 2, .logarithmic = true})));
}

TEST(Parameter, OfNumbersIsOrderedOfNamesIsNot) {
  EXPECT_TRUE(is_ordered({.name = "x", .values = {2.0, std::int64_t{1}}}));
  EXPECT_TRUE(is_ordered(ranging({.low = 0, .high = 1})));
  EXPECT_FALSE(is_ordered({.name = "x", .values = {std::string("a"), std::string("b")}}));
  EXPECT_FALSE(is_ordered({.name = "x", .values = {1.0, std::string("auto")}}));
}

TEST(Parameter, OnlyNumbersAreNumbers) {
  EXPECT_EQ(as_number(0.5), 0.5);
  EXPECT_EQ(as_number(std::int64_t{-3}), -3.0);
  EXPECT_EQ(message_of([] { as_number(std::string("gap")); }), "space: 'gap' is not a number");
}

TEST(Parameter, AConditionMayBeSaidByArchitectures) {
  const Condition condition = only_for({"a", "b"});
  EXPECT_EQ(condition.parameter, "architecture");
  EXPECT_THAT(condition.values, ElementsAre(ParamValue("a"), ParamValue("b")));
}

TEST(Parameter, IsRefusedByNameWithRuleAndCure) {
  EXPECT_EQ(refusal({.name = "x", .values = {}}), "space: x has no values; give at least one");
  EXPECT_EQ(refusal({.name = "x", .values = {1.0, 2.0, 1.0}}),
            "space: x has the value 1 twice; remove one");
  EXPECT_EQ(refusal({.name = "x", .values = {1.0}, .range = Range{.low = 0, .high = 1}}),
            "space: x has values and a range; leave one out");
  EXPECT_EQ(refusal({.name = "x", .values = {std::int64_t{1}, 2.0}}), "no error");
}

TEST(Range, IsRefusedByNameWithRuleAndCure) {
  EXPECT_EQ(refusal({.low = 2, .high = 1}),
            "space: x ranges from 2 to 1; low must be less than high");
  EXPECT_THAT(refusal({.low = 1, .high = 1}), HasSubstr("low must be less than high"));
  for (const double bad : {kNan, kInfinity, -kInfinity}) {
    EXPECT_THAT(refusal({.low = bad, .high = 1}), HasSubstr("space: x ranges from")) << bad;
    EXPECT_THAT(refusal({.low = 0, .high = bad}), HasSubstr("space: x ranges from")) << bad;
    EXPECT_THAT(refusal({.low = 0, .high = 1, .step = bad}), HasSubstr("space: x has the step"));
  }
  EXPECT_EQ(refusal({.low = 0, .high = 1, .logarithmic = true}),
            "space: x is logarithmic from 0; a logarithmic range begins above 0");
  EXPECT_EQ(refusal({.low = 0, .high = 1, .step = -0.1}),
            "space: x has the step -0.1; a step is above 0");
  EXPECT_EQ(refusal({.low = 1, .high = 2, .step = 0.5, .logarithmic = true}),
            "space: x has a step and is logarithmic; leave one out");
  for (const Range& range : {Range{.low = 0.5, .high = 2, .integer = true},
                             Range{.low = 0, .high = 2.5, .integer = true},
                             Range{.low = 0, .high = 2, .step = 0.5, .integer = true}}) {
    EXPECT_EQ(refusal(range), "space: x is an integer; low, high and step must be integers");
  }
  EXPECT_EQ(refusal({.low = 1e-5, .high = 1, .logarithmic = true}), "no error");
  EXPECT_EQ(refusal({.low = -4, .high = 4, .step = 2, .integer = true}), "no error");
}

// The values of a range with steps are listed in memory.
TEST(Range, OfTooManyStepsIsRefused) {
  EXPECT_THAT(refusal({.low = 0, .high = 2e9, .integer = true}),
              AllOf(HasSubstr("space: x"), HasSubstr("step")));
  EXPECT_THAT(refusal({.low = 0, .high = 1, .step = 1e-9}),
              AllOf(HasSubstr("space: x"), HasSubstr("step")));
  EXPECT_EQ(refusal({.low = 0, .high = 1e5, .integer = true}), "no error");
}

// Integers are levels of equal extent: nothing would be logarithmic about them.
TEST(Range, OfIntegersIsNotLogarithmic) {
  EXPECT_THAT(refusal({.low = 8, .high = 128, .logarithmic = true, .integer = true}),
              AllOf(HasSubstr("space: x"), HasSubstr("logarithmic"), HasSubstr("list")));
}

TEST(LearningRate, IsANumberAboveZero) {
  const auto rate = [](const std::vector<ParamValue>& values) {
    return refusal({.name = "learning_rate", .values = values});
  };
  for (const double bad : {0.0, -0.1, kNan, kInfinity}) {
    EXPECT_THAT(rate({0.1, bad}), AllOf(HasSubstr("space: learning_rate"), HasSubstr("above 0")));
  }
  EXPECT_EQ(rate({std::string("fast")}),
            "space: learning_rate fast must be a number above 0, such as 0.001");
  EXPECT_EQ(rate({std::int64_t{1}}), "no error");
  EXPECT_THAT(refusal({.name = "learning_rate", .values = {}, .range = Range{.low = 0, .high = 1}}),
              HasSubstr("learning_rate 0 must be a number above 0"));
}

}  // namespace
}  // namespace efs::search
