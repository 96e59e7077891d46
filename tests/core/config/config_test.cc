#include "core/config/config.h"

#include <gmock/gmock.h>

#include <fstream>
#include <functional>

#include "core/error.h"

namespace efs {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no UsageError";
}

constexpr const char* kText = R"(# a comment
seed: 7
name: faces   # trailing
space:
  architectures: [resnet18, alexnet]
  learning_rate: [0.01, 1e-3]
stages:
  - {epochs: 10, keep: 8}
  - epochs: 30
    keep: 2
restart: yes
ratio: 0.25
)";

TEST(Config, ReadsEveryType) {
  Config config = Config::parse(kText, "c.yaml");
  EXPECT_EQ(config.integer("seed", 0, 0, 100), 7);
  EXPECT_EQ(config.text("name", ""), "faces");
  EXPECT_TRUE(config.boolean("restart", false));
  EXPECT_EQ(config.real("ratio", 0.0), 0.25);
  EXPECT_EQ(config.real("seed", 0.0), 7.0);
  Config space = config.section("space");
  EXPECT_THAT(space.texts("architectures", {}), ElementsAre("resnet18", "alexnet"));
  EXPECT_THAT(space.reals("learning_rate", {}), ElementsAre(0.01, 0.001));
  auto stages = config.sections("stages");
  ASSERT_EQ(stages.size(), 2u);
  EXPECT_EQ(stages[0].integer("epochs", 0, 1, 100), 10);
  EXPECT_EQ(stages[0].integer("keep", 0, 1, 100), 8);
  EXPECT_EQ(stages[1].integer("epochs", 0, 1, 100), 30);
  EXPECT_EQ(stages[1].integer("keep", 0, 1, 100), 2);
  EXPECT_NO_THROW(config.finish());
}

TEST(Config, MissingKeysGiveTheFallback) {
  Config config = Config::parse("", "c.yaml");
  EXPECT_EQ(config.integer("a", -5, 0, 1), -5);
  EXPECT_EQ(config.text("b", "x"), "x");
  EXPECT_EQ(config.real("c", 1.5), 1.5);
  EXPECT_FALSE(config.boolean("d", false));
  EXPECT_EQ(config.choice("e", "adam", {"adam", "adamw"}), "adam");
  EXPECT_THAT(config.texts("f", {"t"}), ElementsAre("t"));
  EXPECT_THAT(config.integers("g", {3}), ElementsAre(3));
  EXPECT_TRUE(config.sections("h").empty());
  EXPECT_EQ(config.section("i").section("j").integer("k", 4, 0, 9), 4);
  EXPECT_FALSE(config.has("i"));
  EXPECT_NO_THROW(config.finish());
}

TEST(Config, EmptySectionCountsAsMissingAndEmptyValueIsRefused) {
  Config config = Config::parse("space:\nseed:\n", "c.yaml");
  EXPECT_THAT(config.section("space").reals("lr", {0.5}), ElementsAre(0.5));
  EXPECT_THAT(message_of([&] { config.integer("seed", 0, 0, 9); }),
              StartsWith("c.yaml:2:1: seed has no value"));
}

TEST(Config, SingleValueIsAListOfOne) {
  Config config = Config::parse("a: resnet18\nb: 0.5\nc: 3\nd: []\n", "c.yaml");
  EXPECT_THAT(config.texts("a", {}), ElementsAre("resnet18"));
  EXPECT_THAT(config.reals("b", {}), ElementsAre(0.5));
  EXPECT_THAT(config.integers("c", {}), ElementsAre(3));
  EXPECT_THAT(config.integers("d", {1}), ElementsAre());
}

TEST(Config, TypeErrorsNamePositionRuleAndValue) {
  Config config = Config::parse(
      "a: x\nb:\n  c: 1.5\nlist: [1,\n  two]\nflag: maybe\nmap: {x: 1}\nnan: nan\n", "c.yaml");
  EXPECT_EQ(message_of([&] { config.integer("a", 0, 0, 9); }),
            "c.yaml:1:1: a must be a whole number; it is 'x'");
  EXPECT_EQ(message_of([&] { config.section("b").integer("c", 0, 0, 9); }),
            "c.yaml:3:3: b.c must be a whole number; it is '1.5'");
  EXPECT_EQ(message_of([&] { config.reals("list", {}); }),
            "c.yaml:5:3: list[1] must be a number; it is 'two'");
  EXPECT_EQ(message_of([&] { config.boolean("flag", true); }),
            "c.yaml:6:1: flag must be true or false; it is 'maybe'");
  EXPECT_EQ(message_of([&] { config.text("map", ""); }),
            "c.yaml:7:1: map must be a single value; it is a section");
  EXPECT_EQ(message_of([&] { config.real("nan", 0); }),
            "c.yaml:8:1: nan must be a number; it is 'nan'");
  EXPECT_THAT(message_of([&] { config.section("a"); }), HasSubstr("a must be a section"));
  EXPECT_THAT(message_of([&] { config.sections("map"); }), HasSubstr("must be a list of sections"));
}

TEST(Config, RangesAreChecked) {
  Config config = Config::parse("epochs: 0\nhuge: 99999999999999999999\n", "c.yaml");
  EXPECT_EQ(message_of([&] { config.integer("epochs", 1, 1, 1000); }),
            "c.yaml:1:1: epochs must be a whole number from 1 to 1000; it is '0'");
  EXPECT_THAT(message_of([&] { config.integer("huge", 1, 1, 1000); }), HasSubstr("c.yaml:2:1"));
}

TEST(Config, ChoiceOffersTheNearest) {
  Config config = Config::parse("optimizer: adamv\n", "c.yaml");
  EXPECT_EQ(message_of([&] {
              config.choice("optimizer", "adam", {"adam", "adamw", "sgd"});
            }),
            "c.yaml:1:1: unknown optimizer 'adamv'; did you mean 'adam'?");
}

TEST(Config, UnknownKeyIsRefusedWithPositionAndNearestName) {
  Config config = Config::parse("seed: 1\nspace:\n  lerning_rate: 3\n", "c.yaml");
  config.integer("seed", 0, 0, 9);
  config.section("space").reals("learning_rate", {});
  EXPECT_EQ(message_of([&] { config.finish(); }),
            "c.yaml:3:3: unknown key in 'space': 'lerning_rate'; did you mean 'learning_rate'?");
}

TEST(Config, FinishChecksListsOfSectionsAndSectionsNobodyRead) {
  Config config = Config::parse("stages:\n  - epochs: 1\n    kep: 2\nother:\n  a: 1\n", "c.yaml");
  for (Config& stage : config.sections("stages")) {
    stage.integer("epochs", 0, 0, 9);
    stage.integer("keep", 0, 0, 9);
  }
  EXPECT_EQ(message_of([&] { config.finish(); }),
            "c.yaml:3:5: unknown key in 'stages[0]': 'kep'; did you mean 'keep'?");
  Config unread = Config::parse("other:\n  a: 1\n", "c.yaml");
  EXPECT_THAT(message_of([&] { unread.finish(); }), StartsWith("c.yaml:1:1: unknown key 'other'"));
}

TEST(Config, HasDoesNotMakeAKeyKnown) {
  Config config = Config::parse("a: 1\n", "c.yaml");
  EXPECT_TRUE(config.has("a"));
  EXPECT_FALSE(config.has("b"));
  EXPECT_THROW(config.finish(), UsageError);
}

TEST(Config, CopiesShareTheBookkeeping) {
  Config config = Config::parse("a: 1\n", "c.yaml");
  Config copy = config;
  copy.integer("a", 0, 0, 9);
  EXPECT_NO_THROW(config.finish());
}

TEST(Config, DuplicateKeysAreRefused) {
  EXPECT_EQ(message_of([] { Config::parse("a: 1\nb: {c: 1}\na: 2\n", "c.yaml"); }),
            "c.yaml:3:1: duplicate key 'a', first given at c.yaml:1:1; keep one of them");
  EXPECT_THAT(message_of([] { Config::parse("b:\n  c: 1\n  c: 2\n", "c.yaml"); }),
              StartsWith("c.yaml:3:3: duplicate key 'b.c'"));
}

TEST(Config, RefusesWhatIsNoYamlMap) {
  EXPECT_THAT(message_of([] { Config::parse("a: [1, 2\nb: 3\n", "c.yaml"); }),
              StartsWith("c.yaml:2:"));
  EXPECT_THAT(message_of([] { Config::parse("- 1\n- 2\n", "c.yaml"); }), HasSubstr("a list"));
  EXPECT_THAT(message_of([] { Config::parse("just text", "c.yaml"); }), HasSubstr("'just text'"));
  EXPECT_THAT(message_of([] { Config::parse("a: 1\n---\nb: 1\n", "c.yaml"); }),
              HasSubstr("2 YAML documents"));
  // yaml-cpp finds documents without end in them.
  for (const char* text : {",", "a: 1\n, b", "]", "{a: 1}, b"}) {
    EXPECT_THAT(message_of([&] { Config::parse(text, "c.yaml"); }), HasSubstr("c.yaml")) << text;
  }
  EXPECT_THAT(message_of([] { Config::parse("[a, b]: 1\n", "c.yaml"); }),
              HasSubstr("a key must be a plain name"));
  EXPECT_THAT(message_of([] { Config::parse("a: &x\n  b: *x\n", "c.yaml"); }),
              StartsWith("c.yaml:"));
}

TEST(Config, OverridesReplaceAndAdd) {
  Config config = Config::parse(kText, "c.yaml");
  config.override_with("seed=9");
  config.override_with("space.learning_rate=[0.5, 1e-4]");
  config.override_with("new.deep.key=text with = and spaces");
  EXPECT_EQ(config.integer("seed", 0, 0, 100), 9);
  EXPECT_THAT(config.section("space").reals("learning_rate", {}), ElementsAre(0.5, 1e-4));
  EXPECT_EQ(config.section("new").section("deep").text("key", ""), "text with = and spaces");
  EXPECT_EQ(config.where("seed"), "command line");
}

TEST(Config, OverrideReachesASectionThatIsEmptyOrWasTakenBefore) {
  Config config = Config::parse("space:\n", "c.yaml");
  Config train = config.section("train");
  config.override_with("space.a=1");
  config.override_with("train.batch=16");
  EXPECT_EQ(config.section("space").integer("a", 0, 0, 9), 1);
  EXPECT_EQ(train.integer("batch", 0, 0, 99), 16);
}

TEST(Config, OverrideErrorsSayCommandLine) {
  Config config = Config::parse(kText, "c.yaml");
  for (const char* malformed : {"seed", "=3", "a..b=1", ".a=1", "a.=1", ""}) {
    EXPECT_THAT(message_of([&] { config.override_with(malformed); }),
                StartsWith("command line: '" + std::string(malformed) + "' is not an override"));
  }
  EXPECT_THAT(message_of([&] { config.override_with("a=[1, 2"); }), HasSubstr("not valid YAML"));
  EXPECT_THAT(message_of([&] { config.override_with("stages.0.epochs=3"); }),
              HasSubstr("stages=[...]"));
  EXPECT_THAT(message_of([&] { config.override_with("seed.x=3"); }),
              HasSubstr("seed is a single value (c.yaml:2:1)"));
  config.override_with("seed=many");
  EXPECT_EQ(message_of([&] { config.integer("seed", 0, 0, 9); }),
            "command line: seed must be a whole number; it is 'many'");
  config.override_with("space.typo=1");
  config.section("space").reals("learning_rate", {});
  config.section("space").texts("architectures", {});
  EXPECT_THAT(message_of([&] { config.section("space").finish(); }),
              StartsWith("command line: unknown key in 'space': 'typo'"));
}

TEST(Config, RefuseAndWhereNameThePosition) {
  Config config = Config::parse("a: 1\nb:\n  c: 2\n", "c.yaml");
  EXPECT_EQ(config.where("a"), "c.yaml:1:1");
  EXPECT_EQ(config.section("b").where("c"), "c.yaml:3:3");
  EXPECT_EQ(config.section("b").where("missing"), "c.yaml:2:1");
  EXPECT_EQ(message_of([&] { config.refuse("a", "no"); }), "c.yaml:1:1: a: no");
}

TEST(Config, LoadNamesTheFile) {
  const std::string path = testing::TempDir() + "/efs_config_test.yaml";
  std::ofstream(path) << "a: [\n";
  EXPECT_THAT(message_of([&] { Config::load(path); }), StartsWith(path + ":"));
  std::remove(path.c_str());
  EXPECT_THROW(Config::load(path), Error);
}

TEST(Config, RefusesWithThePathOfTheKey) {
  Config config = Config::parse("budget: {hours: 0}", "c.yaml");
  Config budget = config.section("budget");
  EXPECT_EQ(message_of([&] { budget.refuse("hours", "must be above 0"); }),
            "c.yaml:1:10: budget.hours: must be above 0");
  EXPECT_EQ(message_of([&] { budget.refuse("trials", "is missing"); }),
            "c.yaml:1:1: budget.trials: is missing");
}

TEST(Config, WhatWasOnlyLookedForIsKnown) {
  Config config = Config::parse("stage: 1", "c.yaml");
  config.has("stages");
  EXPECT_THAT(message_of([&] { config.finish(); }), HasSubstr("did you mean 'stages'?"));
  Config other = Config::parse("s: {arch: 1}", "c.yaml");
  Config section = other.section("s");
  section.is_section("archs");
  section.is_list_of_sections("lists");
  EXPECT_THAT(message_of([&] { other.finish(); }), HasSubstr("did you mean 'archs'?"));
}

TEST(Config, AKeyInAWrongPlaceIsToldTheRightOne) {
  Config config = Config::parse("learning_rate: 1\nepochs: 3", "c.yaml");
  config.section("space").real("learning_rate", 0.0);
  config.section("budget").real("epochs", 0.0);
  EXPECT_EQ(message_of([&] { config.finish(); }),
            "c.yaml:1:1: unknown key 'learning_rate'; did you mean space.learning_rate?");
  Config advised = Config::parse("a: {epochs: 3}", "c.yaml");
  advised.section("a");
  advised.section("budget").real("epochs", 0.0);
  EXPECT_EQ(message_of([&] {
              advised.finish({{"epochs", "stages"}});
            }),
            "c.yaml:1:5: unknown key 'a.epochs'; did you mean stages?");
}

// 100,000 keys took minutes when each was looked for among all others.
TEST(Config, ManyKeysAreReadInTheOrderOfTheirNumber) {
  std::string text;
  for (int i = 0; i < 99'000; ++i) text += "k" + std::to_string(i) + ": 1\n";
  Config config = Config::parse(text, "c.yaml");
  EXPECT_EQ(config.integer("k98999", 0, 0, 9), 1);
  text += "k7: 2\n";
  EXPECT_THAT(message_of([&] { Config::parse(text, "c.yaml"); }),
              HasSubstr("duplicate key 'k7', first given at c.yaml:8:1"));
}

TEST(Config, ControlCharactersAreRefused) {
  for (const char* text : {"a: \"\\e[2J\"", "\"\\e[2J\": 1", "a: [\"x\\x7f\"]", "a: \"\\x9b2J\""}) {
    EXPECT_THAT(message_of([&] { Config::parse(text, "c.yaml"); }), HasSubstr("control character"))
        << text;
  }
  EXPECT_EQ(Config::parse("a: \"x\\ty\\nz\"", "c.yaml").text("a", ""), "x\ty\nz");
}

TEST(Config, AFileFarBeyondAConfigurationIsRefused) {
  EXPECT_THAT(message_of([] { Config::parse(std::string(9 << 20, '#'), "c.yaml"); }),
              HasSubstr("no configuration has"));
}

TEST(Config, ANumberOutOfItsRangeIsRefusedWithTheRange) {
  Config config = Config::parse("share: 1\n", "c.yaml");
  EXPECT_EQ(config.real("share", 0.0, {.low = 0.0, .high = 1.0}), 1.0);
  EXPECT_EQ(message_of([&] { config.real("share", 0.0, kShareBelowOne); }),
            "c.yaml:1:1: share must be at least 0 and below 1; it is '1'");
  EXPECT_EQ(config.real("missing", -1.0, kAboveZero), -1.0);  // the caller's own
}

TEST(Config, EachOfAListReadsAsAKeyOfItsOwn) {
  Config config = Config::parse("space:\n  batch: [8, 1]\n  input: 64\n", "c.yaml");
  Config space = config.section("space");
  auto batches = space.each_as("batch", "batch_size");
  ASSERT_EQ(batches.size(), 2u);
  EXPECT_EQ(batches[0].integer("batch_size", 0, 2, 16), 8);
  EXPECT_EQ(message_of([&] { batches[1].integer("batch_size", 0, 2, 16); }),
            "c.yaml:2:14: space.batch[1] must be a whole number from 2 to 16; it is '1'");
  EXPECT_EQ(message_of([&] { batches[1].refuse("batch_size", "no"); }),
            "c.yaml:2:14: space.batch[1]: no");
  ASSERT_EQ(space.each_as("input", "side").size(), 1u);
  EXPECT_EQ(space.each_as("input", "side")[0].integer("side", 0, 0, 100), 64);
  EXPECT_TRUE(space.each_as("missing", "side").empty());
}

TEST(NumberRange, SaysWhatItHolds) {
  constexpr NumberRange open{.low = 0, .high = 1, .low_excluded = true, .high_excluded = true};
  EXPECT_EQ(open.words(), "between 0 and 1, both excluded");
  EXPECT_FALSE(open.contains(0.0) || open.contains(1.0));
  EXPECT_TRUE(open.contains(0.5));
  EXPECT_EQ(kAboveZero.words(), "above 0");
  EXPECT_EQ(kNotNegative.words(), "at least 0");
  EXPECT_TRUE(kNotNegative.contains(0.0));
  EXPECT_FALSE(kNotNegative.contains(std::numeric_limits<double>::infinity()));
  EXPECT_FALSE(NumberRange{}.contains(std::numeric_limits<double>::quiet_NaN()));
  EXPECT_EQ(NumberRange{}.words(), "");
  EXPECT_EQ((NumberRange{.low = 2, .high = 65536}.words()), "from 2 to 65536");
  EXPECT_EQ((NumberRange{.high = 3, .high_excluded = true}.words()), "below 3");
}

}  // namespace
}  // namespace efs
