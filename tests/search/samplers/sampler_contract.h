// What every Sampler promises (search/samplers/sampler.h), as tests. A sampler instantiates the
// suite with the spaces that it can search:
//   INSTANTIATE_TEST_SUITE_P(Random, SamplerContract, contract_of(SamplerKind::kRandom, spaces()));
#pragma once

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "search/samplers/sampled_study.h"
#include "search/simulation/worlds.h"
#include "search/space/spaces.h"

namespace efs::search {

struct SamplerCase {
  SamplerKind kind;
  NamedSpace space;
};

class SamplerContract : public testing::TestWithParam<SamplerCase> {
 protected:
  /// Learns from the sixth judged trial on.
  Sampler make() const {
    return make_sampler(space(), {.kind = GetParam().kind, .startup_trials = 6, .population = 6},
                        17);
  }
  const Space& space() const { return GetParam().space.space; }

  /// Ends, stands still or gets a result, as its point has it.
  static void add(SampledStudy& study, const study::Params& point) {
    const double chance = chance_of(point, 4);
    using study::TrialState;
    const TrialState bad[] = {TrialState::kInfeasible, TrialState::kDiverged, TrialState::kFailed,
                              TrialState::kQueued, TrialState::kRunning};
    if (chance < 0.3) {
      study.add(point, bad[static_cast<std::size_t>(chance / 0.3 * 5.0)]);
    } else {
      study.add_trained(point, chance, 5.0 + 10.0 * chance_of(point, 5));
    }
  }

  /// A search of at most `most` trials; true: it ended by itself.
  bool search(SampledStudy& study, std::size_t most) const {
    const auto sampler = make();
    while (study.trials().size() < most) {
      const auto point = study.next(sampler, study.trials().size());
      if (!point) return true;
      EXPECT_TRUE(space().contains(*point)) << text_of(*point);
      for (const study::Trial& trial : study.trials()) {
        EXPECT_NE(trial.params, *point) << "trial " << trial.number << " once more";
      }
      add(study, *point);
    }
    return false;
  }
};

TEST_P(SamplerContract, GivesNewPointsOfTheSpaceUntilThereAreNoMore) {
  for (const FitnessOptions& fitness : {lowest_loss(), iou_and_latency()}) {
    SampledStudy study(fitness);
    const std::size_t most = 60;
    EXPECT_EQ(search(study, most), space().size().has_value());
    EXPECT_EQ(study.trials().size(), space().size().value_or(most));
  }
}

TEST_P(SamplerContract, DependsOnItsArgumentsOnly) {
  SampledStudy study, early;
  search(study, 20);
  search(early, 3);
  const auto sampler = make();
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const auto point = study.next(sampler, seed);
    ASSERT_TRUE(point.has_value());
    early.next(sampler, seed);  // another question in between
    EXPECT_EQ(study.next(sampler, seed), point);
    EXPECT_EQ(study.next(make(), seed), point);
  }
}

TEST_P(SamplerContract, SearchesWithTrialsOfOtherStudies) {
  SampledStudy before;
  search(before, 15);
  SampledStudy study(lowest_loss(), before.trials());
  EXPECT_EQ(search(study, 40), space().size().value_or(41) <= 40);
  EXPECT_EQ(study.trials().size(), std::min<std::size_t>(40, space().size().value_or(40)));
}

TEST_P(SamplerContract, SearchesWhereNoTrialHasAResult) {
  SampledStudy study;
  const auto sampler = make();
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto point = study.next(sampler, seed);
    ASSERT_TRUE(point.has_value());
    study.add(*point, study::TrialState::kFailed);
  }
}

/// The same kind on each of the spaces.
inline auto contract_of(SamplerKind kind, const std::vector<NamedSpace>& spaces) {
  std::vector<SamplerCase> cases;
  for (const NamedSpace& space : spaces) cases.push_back({kind, space});
  return testing::ValuesIn(cases);
}
inline std::string name_of_case(const testing::TestParamInfo<SamplerCase>& info) {
  return info.param.space.name;
}

}  // namespace efs::search
