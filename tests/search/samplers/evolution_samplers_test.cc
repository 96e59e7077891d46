#include <gmock/gmock.h>

#include <algorithm>

#include "search/samplers/learning_samplers.h"
#include "search/samplers/sampled_study.h"
#include "search/schedulers/strategy.h"

namespace efs::search {
namespace {

using study::TrialState;

/// Six letters of five each: points are as far apart as they have letters that differ.
Space letters() {
  Space space;
  for (int i = 0; i < 6; ++i) {
    space.parameters.push_back({.name = "p" + std::to_string(i),
                                .values = {std::string("a"), std::string("b"), std::string("c"),
                                           std::string("d"), std::string("e")}});
  }
  return space;
}

study::Params word(const std::string& text) {
  study::Params point;
  for (std::size_t i = 0; i < 6; ++i) point["p" + std::to_string(i)] = std::string(1, text[i]);
  return point;
}

int distance(const study::Params& a, const study::Params& b) {
  int count = 0;
  for (const auto& [name, value] : a) count += b.at(name) == value ? 0 : 1;
  return count;
}

/// How many of 60 proposals are at most so far from `parent`.
int children_of(const study::Params& parent, SampledStudy& study, const Sampler& sampler,
                int most) {
  int count = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    count += distance(*study.next(sampler, seed), parent) <= most ? 1 : 0;
  }
  return count;
}

TEST(EvolutionSampler, MutatesOneOfTheYoungestOftenerTheBetter) {
  const auto sampler = make_evolution_sampler(NewPoints(letters()), {.population = 4});
  SampledStudy study;
  study.add_trained(word("aaaaaa"), 0.0);  // the best, but too old
  study.add_trained(word("bbbbbb"), 3.0);
  study.add_trained(word("cccccc"), 1.0);
  study.add(word("eeeeee"), TrialState::kFailed);
  study.add_trained(word("dddddd"), 2.0);
  study.add_trained(word("abcdea"), 4.0);
  EXPECT_EQ(children_of(word("aaaaaa"), study, sampler, 1), 0);
  EXPECT_EQ(children_of(word("eeeeee"), study, sampler, 1), 0);
  const int best = children_of(word("cccccc"), study, sampler, 1);
  const int second = children_of(word("dddddd"), study, sampler, 1);
  const int third = children_of(word("bbbbbb"), study, sampler, 1);
  const int worst = children_of(word("abcdea"), study, sampler, 1);
  EXPECT_EQ(best + second + third + worst, 60);
  // The better of two: with the probabilities 7/16, 5/16, 3/16, 1/16.
  EXPECT_GT(best, 15);
  EXPECT_GT(best + second, 35);
  EXPECT_GT(third, worst);
}

TEST(Nsga2Sampler, BreedsFromTheBestWhateverTheirAge) {
  const auto sampler = make_nsga2_sampler(NewPoints(letters()), {.population = 2});
  SampledStudy study;
  study.add_trained(word("aaaaaa"), 0.0);
  study.add_trained(word("bbbbbb"), 1.0);
  for (const char* other : {"cccccc", "dddddd", "eeeeee"}) study.add_trained(word(other), 5.0);
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const auto child = *study.next(sampler, seed);
    int strange = 0;
    for (const auto& [name, value] : child) {
      strange += value == study::ParamValue("a") || value == study::ParamValue("b") ? 0 : 1;
    }
    EXPECT_LE(strange, 1) << text_of(child);  // the mutation
  }
  // Three of four mothers are the better one, and three of four fathers.
  EXPECT_GT(children_of(word("aaaaaa"), study, sampler, 2), 25);
}

TEST(Nsga2Sampler, BreedsFromTheFrontOfSeveralObjectives) {
  const auto sampler = make_nsga2_sampler(NewPoints(letters()), {.population = 2});
  SampledStudy study(iou_and_latency());
  study.add_trained(word("aaaaaa"), 0.0, 0.9, 20.0);
  study.add_trained(word("bbbbbb"), 0.0, 0.2, 1.0);
  study.add_trained(word("cccccc"), 0.0, 0.8, 21.0);
  study.add_trained(word("dddddd"), 0.0, 0.1, 2.0);
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const auto child = *study.next(sampler, seed);
    int strange = 0;
    for (const auto& [name, value] : child) {
      strange += value == study::ParamValue("a") || value == study::ParamValue("b") ? 0 : 1;
    }
    EXPECT_LE(strange, 1);
  }
}

TEST(EvolutionSamplers, DrawAtRandomUntilThePopulationIsThere) {
  const auto random = make_sampler(letters(), {.kind = SamplerKind::kRandom}, 0);
  for (const SamplerKind kind : {SamplerKind::kEvolution, SamplerKind::kNsga2}) {
    const auto sampler = make_sampler(letters(), {.kind = kind, .population = 4}, 0);
    SampledStudy study;
    for (const char* text : {"aaaaaa", "bbbbbb", "cccccc"}) {
      EXPECT_EQ(study.next(sampler, 1), study.next(random, 1));
      study.add_trained(word(text), 1.0);
    }
    EXPECT_EQ(study.next(sampler, 1), study.next(random, 1));
    study.add_trained(word("dddddd"), 1.0);
    EXPECT_NE(study.next(sampler, 1), study.next(random, 1));
  }
}

// Trials that are only judged on a higher rung, as of Hyperband's later brackets under a
// constraint on accuracy, stand before the population and are not of it.
TEST(EvolutionSampler, HasItsPopulationAlsoWhereOthersGotFurther) {
  FitnessOptions fitness = highest_iou();
  fitness.constraints = {"val_iou >= 0.5"};
  std::vector<study::Trial> trials{trial_of(0, {0.6}), trial_of(1, {0.7}), trial_of(2, {0.1, 0.9}),
                                   trial_of(3, {0.1, 0.8})};
  const char* words[] = {"aaaaaa", "bbbbbb", "cccccc", "dddddd"};
  for (std::size_t i = 0; i < 4; ++i) trials[i].params = word(words[i]);
  Ladder ladder({1, 2}, fitness);
  const study::History history{.trials = trials};
  ladder.follow(history);
  ASSERT_THAT(ladder.with_costs(), testing::ElementsAre(0, 1));
  ASSERT_THAT(ladder.best(2), testing::ElementsAre(2, 3));
  const auto sampler = make_evolution_sampler(NewPoints(letters()), {.population = 2});
  Rng rng(1);
  for (int i = 0; i < 20; ++i) {
    const auto child = sampler({history, {}, ladder}, rng);
    EXPECT_LE(std::min(distance(*child, word("aaaaaa")), distance(*child, word("bbbbbb"))), 1);
  }
}

}  // namespace
}  // namespace efs::search
