#include "search/objectives/importance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "core/rng.h"

namespace efs::search {
namespace {

using study::Params;

double number(const Params& params, const std::string& name) {
  return std::get<double>(params.at(name));
}

/// Random points of [0, 1] x [0, 1] x [0, 1], parameters x, y and z.
std::vector<Observation> sample(int count, const std::function<double(const Params&)>& cost) {
  Rng rng(11);
  std::vector<Observation> observations;
  for (int i = 0; i < count; ++i) {
    const Params params = {{"x", rng.uniform()}, {"y", rng.uniform()}, {"z", rng.uniform()}};
    observations.push_back({params, cost(params)});
  }
  return observations;
}

double share(const Importance& importance, const std::string& name) {
  for (const ParameterImportance& parameter : importance.shares) {
    if (parameter.name == name) return parameter.share;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

double sum(const Importance& importance) {
  double total = 0.0;
  for (const ParameterImportance& parameter : importance.shares) total += parameter.share;
  return total;
}

/// All pairs of 5 names and 4 numbers, five times.
std::vector<Observation> grid(const std::vector<std::string>& names,
                              const std::function<double(std::size_t, std::size_t)>& cost) {
  std::vector<Observation> observations;
  for (int repeat = 0; repeat < 5; ++repeat) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      for (std::size_t k = 0; k < 4; ++k) {
        const double rate = 1e-4 * std::pow(3.0, static_cast<double>(k));
        observations.push_back({{{"name", names[i]}, {"rate", rate}}, cost(i, k)});
      }
    }
  }
  return observations;
}

const std::vector<std::string> kNames = {"a", "b", "c", "d", "e"};

TEST(Importance, GivesTheOnlyParameterThatCountsNearlyEverything) {
  const Importance importance = parameter_importance(
      sample(400, [](const Params& p) { return std::abs(number(p, "z") - 0.3); }));
  EXPECT_EQ(importance.trials, 400);
  EXPECT_EQ(importance.top, 40);
  ASSERT_EQ(importance.shares.size(), 3U);
  EXPECT_EQ(importance.shares[0].name, "z");
  EXPECT_GT(importance.shares[0].share, 0.9);
  EXPECT_NEAR(sum(importance), 1.0, 1e-12);
}

TEST(Importance, IsAllOfANameThatDecides) {
  // Of the other parameter, the best trials have every value equally often.
  const Importance importance = parameter_importance(
      grid(kNames, [](std::size_t i, std::size_t) { return i == 2 ? 0.0 : 1.0; }));
  EXPECT_EQ(importance.top, 20);
  EXPECT_NEAR(share(importance, "name"), 1.0, 1e-3);
}

TEST(Importance, GivesEqualSharesToASymmetricFunction) {
  std::vector<Observation> observations;
  for (int i = 0; i < 20; ++i) {
    for (int k = 0; k < 20; ++k) {
      observations.push_back(
          {{{"x", i / 19.0}, {"y", k / 19.0}}, std::max(std::abs(i - 6), std::abs(k - 6)) * 1.0});
    }
  }
  const Importance importance = parameter_importance(observations);
  EXPECT_NEAR(share(importance, "x"), 0.5, 1e-9);
  EXPECT_NEAR(share(importance, "y"), 0.5, 1e-9);
}

TEST(Importance, OfTwoParametersIsGreaterForTheOneThatCountsMore) {
  const Importance importance = parameter_importance(sample(400, [](const Params& p) {
    return std::abs(number(p, "x") - 0.5) + 0.3 * std::abs(number(p, "y") - 0.5);
  }));
  EXPECT_GT(share(importance, "x"), share(importance, "y"));
  EXPECT_GT(share(importance, "y"), share(importance, "z"));
}

TEST(Importance, DoesNotDependOnWhatNamesAreCalled) {
  const auto cost = [](std::size_t i, std::size_t k) {
    return std::abs(static_cast<double>(i) - 1.0) + 0.4 * static_cast<double>(k);
  };
  const Importance importance = parameter_importance(grid(kNames, cost));
  const Importance renamed = parameter_importance(grid({"d", "a", "e", "c", "b"}, cost));
  EXPECT_GT(share(importance, "rate"), 0.01);
  EXPECT_NEAR(share(importance, "name"), share(renamed, "name"), 1e-12);
}

TEST(Importance, SeesThatNeighbouringNumbersAreAlike) {
  // 8 of 64 values are the best: side by side they stand out from the rest, scattered they do not.
  const auto of = [](int stride) {
    std::vector<Observation> observations;
    for (int i = 0; i < 64; ++i) {
      const bool best = stride == 1 ? i < 8 : i % stride == 0;
      observations.push_back(
          {{{"x", std::int64_t{i}}, {"y", static_cast<double>(i % 2)}}, best ? 0.0 : 1.0});
    }
    return share(parameter_importance(observations), "x");
  };
  EXPECT_GT(of(1), 0.95);
  EXPECT_LT(of(8), 0.5);
}

TEST(Importance, LooksAtAWideRangeLogarithmically) {
  // 60 trials in the lower two of four decades, 20 in the upper ones: on a linear scale, the best
  // ones look like 60.
  std::vector<Observation> observations;
  for (int i = 0; i < 80; ++i) {
    const double rate = 1e-5 * std::pow(10.0, i < 60 ? i / 30.0 : 2.0 + (i - 60) / 10.0);
    observations.push_back({{{"rate", rate}, {"other", static_cast<double>(i % 2)}},
                            std::abs(std::log10(rate) + 4.5) + 10.0 * (i % 2)});
  }
  EXPECT_GT(share(parameter_importance(observations), "rate"), 0.7);
}

TEST(Importance, LeavesOutWhatDoesNotVary) {
  auto observations = sample(50, [](const Params& p) { return number(p, "x"); });
  for (Observation& observation : observations) {
    observation.params["z"] = 1.0;
    observation.params["y"] = std::string("always");
  }
  const Importance importance = parameter_importance(observations);
  ASSERT_EQ(importance.shares.size(), 1U);
  EXPECT_EQ(importance.shares[0].name, "x");
  EXPECT_EQ(importance.shares[0].share, 1.0);
}

/// "tap" exists for the name "a" only, which half of the trials have.
std::vector<Observation> conditional(double cost_of_b) {
  std::vector<Observation> observations;
  for (int i = 0; i < 80; ++i) {
    if (i % 2 == 0) {
      const int tap = i / 2 % 4;
      observations.push_back({{{"name", std::string("a")}, {"tap", std::to_string(tap)}},
                              tap == 1 ? 0.0 : 1.0 + 0.01 * i});
    } else {
      observations.push_back({{{"name", std::string("b")}}, cost_of_b + 0.01 * i});
    }
  }
  return observations;
}

TEST(Importance, JudgesAConditionalParameterByTheTrialsThatHaveIt) {
  // The best are the 10 of 40 trials with tap 1. Densities of tap: (0.25 + n) / 11 among these,
  // 0.25 among all that have it, a divergence of 300 / 121; of name: 10.5 / 11 and 0.5 / 11 among
  // the best, 0.5 among all, 100 / 121. Half of the trials have tap, and are twice as likely among
  // the best as the average: it counts 0.5 * 2^2 times.
  const Importance importance = parameter_importance(conditional(1.0));
  EXPECT_NEAR(share(importance, "tap"), 600.0 / 700.0, 1e-12);
  EXPECT_NEAR(share(importance, "name"), 100.0 / 700.0, 1e-12);
}

TEST(Importance, OfAConditionalParameterIsNothingWhereNoTrialThatHasItIsAmongTheBest) {
  const Importance importance = parameter_importance(conditional(-5.0));
  EXPECT_EQ(share(importance, "tap"), 0.0);
  EXPECT_EQ(share(importance, "name"), 1.0);
}

TEST(Importance, LeavesOutAParameterThatHardlyAnyTrialHas) {
  auto observations = sample(50, [](const Params& p) { return number(p, "x"); });
  for (int i = 0; i < 7; ++i) {
    observations[static_cast<std::size_t>(i)].params["rare"] = static_cast<double>(i);
  }
  EXPECT_TRUE(std::isnan(share(parameter_importance(observations), "rare")));
}

TEST(Importance, HasAtLeastFourBestAmongFewTrials) {
  EXPECT_EQ(parameter_importance(sample(12, [](const Params& p) { return number(p, "x"); })).top,
            4);
}

TEST(Importance, SaysNothingOfTooFewOrEqualTrials) {
  const auto cost = [](const Params& p) { return number(p, "x"); };
  EXPECT_TRUE(parameter_importance({}).shares.empty());
  EXPECT_TRUE(parameter_importance(sample(7, cost)).shares.empty());
  EXPECT_EQ(parameter_importance(sample(7, cost)).trials, 7);
  EXPECT_FALSE(parameter_importance(sample(8, cost)).shares.empty());
  EXPECT_TRUE(parameter_importance(sample(50, [](const Params&) { return 1.0; })).shares.empty());
}

TEST(Importance, LeavesOutTrialsWithoutACost) {
  const auto cost = [](const Params& p) { return number(p, "x"); };
  auto observations = sample(40, cost);
  auto spoiled = observations;
  spoiled.push_back({{{"x", 0.1}}, std::numeric_limits<double>::quiet_NaN()});
  spoiled.push_back({{{"x", 0.2}}, -std::numeric_limits<double>::infinity()});
  const Importance importance = parameter_importance(spoiled);
  EXPECT_EQ(importance.trials, 40);
  EXPECT_EQ(share(importance, "x"), share(parameter_importance(observations), "x"));
}

TEST(Importance, ComparesNumbersAndNamesOfOneParameterAsNames) {
  std::vector<Observation> observations;
  for (int i = 0; i < 40; ++i) {
    Params params{{"other", static_cast<double>(i / 2 % 2)}};
    if (i % 2 == 0) {
      params["mixed"] = std::string("auto");
    } else {
      params["mixed"] = static_cast<double>(i % 4);
    }
    observations.push_back({params, i % 2 == 0 ? 0.0 : 1.0});
  }
  EXPECT_GT(share(parameter_importance(observations), "mixed"), 0.95);
}

}  // namespace
}  // namespace efs::search
