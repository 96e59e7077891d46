#include "search/samplers/mutation.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "search/space/spaces.h"

namespace efs::search {
namespace {

using ::testing::ElementsAre;

/// The names of what differs, also where only one has it.
std::set<std::string> differences(const study::Params& a, const study::Params& b) {
  std::set<std::string> names;
  for (const auto& [one, other] : {std::pair(&a, &b), std::pair(&b, &a)}) {
    for (const auto& [name, value] : *one) {
      const auto found = other->find(name);
      if (found == other->end() || found->second != value) names.insert(name);
    }
  }
  return names;
}

TEST(Mutated, ChangesExactlyOneAxis) {
  const CoordinateSystem system(finite_space().space);
  Rng rng(1);
  std::map<std::string, int> changed;
  for (int i = 0; i < 900; ++i) {
    const study::Params point = system.random_point(rng);
    const study::Params child = mutated(system, point, rng);
    ASSERT_TRUE(system.space().contains(child));
    const auto names = differences(point, child);
    ASSERT_EQ(names.size(), 1u);
    ++changed[*names.begin()];
  }
  ASSERT_EQ(changed.size(), 3u);
  for (const auto& [name, count] : changed) EXPECT_NEAR(count, 300, 5 * 14.2) << name;
}

TEST(Mutated, ChangesNoMoreThanOneAxisOfASpaceWithoutEnd) {
  const CoordinateSystem system(infinite_space().space);
  Rng rng(2);
  int unchanged = 0;
  for (int i = 0; i < 500; ++i) {
    const study::Params point = system.random_point(rng);
    const study::Params child = mutated(system, point, rng);
    ASSERT_TRUE(system.space().contains(child));
    const auto names = differences(point, child);
    ASSERT_LE(names.size(), 1u);
    unchanged += names.empty() ? 1 : 0;
  }
  EXPECT_LT(unchanged, 50);  // only at the ends of a range, or by less than rounding
}

TEST(Mutated, GoesToANeighbouringLevelAndToAnyOtherName) {
  const Space levels{{{.name = "x", .values = {4.0, 1.0, 3.0, 2.0}}}};
  const CoordinateSystem numbers(levels);
  const CoordinateSystem names(
      {{{.name = "x", .values = {std::string("a"), std::string("b"), std::string("c")}}}});
  Rng rng(3);
  std::map<double, std::set<double>> neighbours;
  std::set<study::ParamValue> others;
  for (int i = 0; i < 100; ++i) {
    for (const double x : {1.0, 2.0, 4.0}) {
      neighbours[x].insert(as_number(mutated(numbers, {{"x", x}}, rng).at("x")));
    }
    others.insert(mutated(names, {{"x", "b"}}, rng).at("x"));
  }
  EXPECT_THAT(neighbours[1.0], ElementsAre(2.0));
  EXPECT_THAT(neighbours[2.0], ElementsAre(1.0, 3.0));
  EXPECT_THAT(neighbours[4.0], ElementsAre(3.0));
  EXPECT_THAT(others, ElementsAre(study::ParamValue("a"), study::ParamValue("c")));
}

TEST(Mutated, LeavesConstantsAlone) {
  const CoordinateSystem constant({{{.name = "x", .values = {1.0}}}});
  Rng rng(4);
  EXPECT_EQ(mutated(constant, {{"x", 1.0}}, rng), (study::Params{{"x", 1.0}}));
}

TEST(Mutated, WhatDependsOnTheChangeAppearsAndVanishes) {
  const CoordinateSystem system(conditional_finite_space().space);
  const study::Params deep{
      {"architecture", "b"}, {"learning_rate", 0.1}, {"neck", "wide"}, {"depth", std::int64_t{2}}};
  const study::Params plain{{"architecture", "a"}, {"learning_rate", 0.1}};
  Rng rng(5);
  std::set<study::ParamValue> necks, depths;
  bool without_neck = false, without_depth = false;
  for (int i = 0; i < 400; ++i) {
    for (const study::Params& parent : {deep, plain}) {
      const study::Params child = mutated(system, parent, rng);
      ASSERT_TRUE(system.space().contains(child));
      ASSERT_NE(child, parent);
      auto names = differences(parent, child);
      names.erase("neck");
      names.erase("depth");
      ASSERT_LE(names.size(), 1u);
      if (parent == plain && child.contains("neck")) necks.insert(child.at("neck"));
      if (parent == plain && child.contains("depth")) depths.insert(child.at("depth"));
      if (parent == deep) {
        without_neck = without_neck || !child.contains("neck");
        without_depth = without_depth || (child.contains("neck") && !child.contains("depth"));
      }
    }
  }
  EXPECT_EQ(necks.size(), 2u);  // drawn at random
  EXPECT_EQ(depths.size(), 3u);
  EXPECT_TRUE(without_neck);
  EXPECT_TRUE(without_depth);
}

TEST(Crossed, HasEveryAxisFromOneOfTheParents) {
  for (const NamedSpace& named : {finite_space(), infinite_space()}) {
    const CoordinateSystem system(named.space);
    Rng rng(6);
    int mixed = 0;
    for (int i = 0; i < 300; ++i) {
      const study::Params a = system.random_point(rng), b = system.random_point(rng);
      const study::Params child = crossed(system, a, b, rng);
      for (const auto& [name, value] : child) {
        ASSERT_TRUE(value == a.at(name) || value == b.at(name)) << named.name << " " << name;
      }
      mixed += child != a && child != b ? 1 : 0;
    }
    EXPECT_GT(mixed, 100);
  }
}

TEST(Crossed, TakesWhatOnlyOneParentHasOrDrawsIt) {
  const CoordinateSystem system(conditional_finite_space().space);
  Rng rng(7);
  std::set<study::ParamValue> depths;
  for (int i = 0; i < 500; ++i) {
    const study::Params a = system.random_point(rng), b = system.random_point(rng);
    const study::Params child = crossed(system, a, b, rng);
    ASSERT_TRUE(system.space().contains(child));
    ASSERT_TRUE(child.at("architecture") == a.at("architecture") ||
                child.at("architecture") == b.at("architecture"));
  }
  // The neck of one and the depth of nobody.
  const study::Params wide{
      {"architecture", "b"}, {"learning_rate", 0.1}, {"neck", "wide"}, {"depth", std::int64_t{3}}};
  const study::Params thin{{"architecture", "b"}, {"learning_rate", 0.1}, {"neck", "thin"}};
  for (int i = 0; i < 200; ++i) {
    const study::Params child = crossed(system, thin, wide, rng);
    if (child.contains("depth")) depths.insert(child.at("depth"));
  }
  EXPECT_TRUE(depths.contains(std::int64_t{3}));
}

}  // namespace
}  // namespace efs::search
