#include <gmock/gmock.h>

#include <cmath>

#include "search/samplers/learning_samplers.h"
#include "search/samplers/sampled_study.h"

namespace efs::search {
namespace {

using study::TrialState;

Space square() {
  return {{{.name = "x", .range = Range{.low = 0.0, .high = 1.0}},
           {.name = "y", .range = Range{.low = 0.0, .high = 1.0}},
           {.name = "name",
            .values = {std::string("a"), std::string("b"), std::string("c"), std::string("d")}}}};
}

/// Lowest, 0, at (0.3, 0.8, "c").
double loss_of(const study::Params& point) {
  const double x = as_number(point.at("x")) - 0.3, y = as_number(point.at("y")) - 0.8;
  return x * x + y * y + (point.at("name") == study::ParamValue("c") ? 0.0 : 0.1);
}

double best_loss(SamplerKind kind, std::uint64_t seed) {
  const auto sampler = make_sampler(square(), {.kind = kind}, seed);
  SampledStudy study;
  double best = 1.0;
  for (std::uint64_t trial = 0; trial < 60; ++trial) {
    const auto point = study.next(sampler, derive_seed(seed, trial));
    study.add_trained(*point, loss_of(*point));
    best = std::min(best, loss_of(*point));
  }
  return best;
}

TEST(TpeSampler, BeatsRandomSearch) {
  int wins = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    wins += best_loss(SamplerKind::kTpe, seed) < best_loss(SamplerKind::kRandom, seed) ? 1 : 0;
  }
  EXPECT_GE(wins, 16);
}

TEST(TpeSampler, BeginsLikeRandomSearch) {
  const SamplerOptions options{.kind = SamplerKind::kTpe, .startup_trials = 5};
  const auto tpe = make_sampler(square(), options, 0);
  const auto random = make_sampler(square(), {.kind = SamplerKind::kRandom}, 0);
  SampledStudy study;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const auto point = study.next(tpe, seed);
    EXPECT_EQ(point, study.next(random, seed));
    study.add_trained(*point, loss_of(*point));
  }
  int equal = 0;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    equal += study.next(tpe, seed) == study.next(random, seed) ? 1 : 0;
  }
  EXPECT_EQ(equal, 0);
}

/// The share of `count` proposals whose x lies within 0.1 of `center`.
double share_near(SampledStudy& study, const Sampler& sampler, double center) {
  int near = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    near += std::abs(as_number(study.next(sampler, seed)->at("x")) - center) < 0.1 ? 1 : 0;
  }
  return near / 100.0;
}

/// 20 judged trials whose best lie around x = 0.3.
SampledStudy study_of_a_valley(FitnessOptions fitness = lowest_loss(),
                               std::vector<study::Trial> prior = {}) {
  SampledStudy study(std::move(fitness), std::move(prior));
  for (int i = 0; i < 20; ++i) {
    const double x = (i + 0.5) / 20.0;
    study.add_trained({{"x", x}, {"y", 0.5}, {"name", "a"}}, std::abs(x - 0.3));
  }
  return study;
}

TEST(TpeSampler, ProposesWhereTheBestAre) {
  const auto sampler = make_sampler(square(), {.kind = SamplerKind::kTpe}, 0);
  SampledStudy study = study_of_a_valley();
  EXPECT_GT(share_near(study, sampler, 0.3), 0.5);
  EXPECT_LT(share_near(study, sampler, 0.7), 0.1);
}

// Constant liar: what runs and has no result yet counts as one of the others.
TEST(TpeSampler, ProposesElsewhereWhileManyRunThere) {
  const auto sampler = make_sampler(square(), {.kind = SamplerKind::kTpe}, 0);
  SampledStudy study = study_of_a_valley();
  const double before = share_near(study, sampler, 0.3);
  for (int i = 0; i < 30; ++i) {
    study.add({{"x", 0.3 + 0.001 * i}, {"y", 0.5}, {"name", "a"}},
              i % 2 == 0 ? TrialState::kRunning : TrialState::kQueued);
  }
  EXPECT_LT(share_near(study, sampler, 0.3), 0.5 * before);
}

TEST(TpeSampler, AvoidsWhereTrialsCameToNothing) {
  const auto sampler = make_sampler(square(), {.kind = SamplerKind::kTpe}, 0);
  SampledStudy study = study_of_a_valley();
  const double before = share_near(study, sampler, 0.3);
  const TrialState states[] = {TrialState::kInfeasible, TrialState::kDiverged, TrialState::kFailed};
  for (int i = 0; i < 30; ++i) {
    study.add({{"x", 0.3 + 0.001 * i}, {"y", 0.5}, {"name", "a"}}, states[i % 3]);
  }
  EXPECT_LT(share_near(study, sampler, 0.3), 0.5 * before);
}

TEST(TpeSampler, LearnsFromOtherStudies) {
  const auto sampler = make_sampler(square(), {.kind = SamplerKind::kTpe}, 0);
  SampledStudy study(lowest_loss(), study_of_a_valley().trials());
  EXPECT_GT(share_near(study, sampler, 0.3), 0.5);
}

// Two objectives that disagree: fast at x = 0.2, accurate at x = 0.8. Both ends are of the front.
TEST(TpeSampler, ProposesTheWholeFront) {
  const auto sampler = make_sampler(square(), {.kind = SamplerKind::kTpe}, 0);
  SampledStudy study(iou_and_latency());
  for (int i = 0; i < 40; ++i) {
    const double x = (i + 0.5) / 40.0, y = (i * 7 % 40) / 40.0;
    const double off = std::max({0.0, 0.2 - x, x - 0.8}) + y;
    study.add_trained({{"x", x}, {"y", y}, {"name", "a"}}, 0.0, x - off, 10.0 * (x + off));
  }
  int low = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    low += as_number(study.next(sampler, seed)->at("y")) < 0.3 ? 1 : 0;
  }
  EXPECT_GT(low, 25);
  EXPECT_GT(share_near(study, sampler, 0.3), 0.05);
  EXPECT_GT(share_near(study, sampler, 0.7), 0.05);
}

}  // namespace
}  // namespace efs::search
