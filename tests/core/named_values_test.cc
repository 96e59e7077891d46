#include "core/named_values.h"

#include <gmock/gmock.h>

#include <cmath>

namespace efs {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

std::vector<NamedValues::Entry> entries(const NamedValues& values) {
  return {values.begin(), values.end()};
}

TEST(NamedValues, AreSortedAndEachNameIsThereOnce) {
  NamedValues values{{"b", 2.0}, {"a", 1.0}, {"b", 3.0}};
  values.set("aa", 4.0);
  EXPECT_THAT(entries(values), ElementsAre(Pair("a", 1.0), Pair("aa", 4.0), Pair("b", 3.0)));
  values.erase("a");
  values.erase("c");
  EXPECT_THAT(entries(values), ElementsAre(Pair("aa", 4.0), Pair("b", 3.0)));
}

TEST(NamedValues, SayWhatIsMissing) {
  NamedValues values{{"a", 1.0}};
  EXPECT_EQ(values.find("a"), 1.0);
  EXPECT_EQ(values.find("b"), std::nullopt);
  EXPECT_TRUE(std::isnan(values.value("b")));
  values.set("b", std::optional<double>());
  EXPECT_EQ(values.find("b"), std::nullopt);
}

}  // namespace
}  // namespace efs
