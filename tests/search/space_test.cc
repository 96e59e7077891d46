#include "search/space.h"

#include <gmock/gmock.h>

#include <functional>
#include <limits>
#include <set>

#include "core/error.h"

namespace efs::search {
namespace {

using ::testing::HasSubstr;

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no UsageError";
}

TEST(Space, TheLastParameterCountsFastest) {
  const Space space = grid_space({"a", "b"}, {0.1, 0.01, 0.001});
  ASSERT_EQ(space.grid_size(), 6u);
  EXPECT_EQ(space.grid_point(0),
            (study::Params{{"architecture", std::string("a")}, {"learning_rate", 0.1}}));
  EXPECT_EQ(space.grid_point(1),
            (study::Params{{"architecture", std::string("a")}, {"learning_rate", 0.01}}));
  EXPECT_EQ(space.grid_point(5),
            (study::Params{{"architecture", std::string("b")}, {"learning_rate", 0.001}}));
  EXPECT_THROW(space.grid_point(6), Error);
}

TEST(Space, EveryPointIsThereOnce) {
  const Space space{{{"x", {std::int64_t{1}, std::int64_t{2}}},
                     {"y", {0.5}},
                     {"z", {std::string("p"), std::string("q"), std::string("r")}}}};
  std::set<study::Params> points;
  for (std::size_t i = 0; i < space.grid_size(); ++i) points.insert(space.grid_point(i));
  EXPECT_EQ(points.size(), 6u);
  EXPECT_EQ(Space{}.grid_size(), 0u);
}

TEST(Space, ValidateNamesWhatIsWrong) {
  EXPECT_NO_THROW(validate(grid_space({"a"}, {0.1})));
  EXPECT_THAT(message_of([] { validate(Space{}); }), HasSubstr("no parameters"));
  EXPECT_THAT(message_of([] { validate(grid_space({}, {0.1})); }),
              HasSubstr("architecture has no values"));
  EXPECT_THAT(message_of([] {
                validate(grid_space({"a", "b", "a"}, {0.1}));
              }),
              HasSubstr("architecture has the value a twice"));
  for (const double bad : {0.0, -1e-3, std::numeric_limits<double>::quiet_NaN(),
                           std::numeric_limits<double>::infinity()}) {
    EXPECT_THAT(message_of([&] {
                  validate(grid_space({"a"}, {0.1, bad}));
                }),
                HasSubstr("must be a number above 0"));
  }
  EXPECT_THAT(message_of([] {
                validate({{{"learning_rate", {std::string("fast")}}}});
              }),
              HasSubstr("learning_rate fast"));
  EXPECT_THAT(message_of([] {
                validate({{{"x", {0.1}}, {"x", {0.2}}}});
              }),
              HasSubstr("x is given twice"));
}

}  // namespace
}  // namespace efs::search
