#include "search/samplers/sampler.h"

#include <gmock/gmock.h>

#include "search/samplers/sampler_contract.h"
#include "support/message_of.h"

namespace efs::search {
namespace {

using ::testing::HasSubstr;

std::vector<NamedSpace> finite_spaces() { return {finite_space(), conditional_finite_space()}; }
std::vector<NamedSpace> all_spaces() {
  return {finite_space(), conditional_finite_space(), infinite_space(),
          conditional_infinite_space()};
}

INSTANTIATE_TEST_SUITE_P(Grid, SamplerContract, contract_of(SamplerKind::kGrid, finite_spaces()),
                         name_of_case);
INSTANTIATE_TEST_SUITE_P(Random, SamplerContract, contract_of(SamplerKind::kRandom, all_spaces()),
                         name_of_case);
INSTANTIATE_TEST_SUITE_P(Sobol, SamplerContract, contract_of(SamplerKind::kSobol, all_spaces()),
                         name_of_case);
INSTANTIATE_TEST_SUITE_P(Tpe, SamplerContract, contract_of(SamplerKind::kTpe, all_spaces()),
                         name_of_case);
INSTANTIATE_TEST_SUITE_P(Nsga2, SamplerContract, contract_of(SamplerKind::kNsga2, all_spaces()),
                         name_of_case);
INSTANTIATE_TEST_SUITE_P(Evolution, SamplerContract,
                         contract_of(SamplerKind::kEvolution, all_spaces()), name_of_case);

TEST(GridSampler, GoesThroughTheGridInItsOrder) {
  const Space space = conditional_finite_space().space;
  const auto sampler = make_sampler(space, {.kind = SamplerKind::kGrid}, 3);
  SampledStudy study;
  for (const study::Params& point : space.grid()) {
    ASSERT_EQ(study.next(sampler, 0), point);
    study.add_trained(point, 1.0);
  }
  EXPECT_EQ(study.next(sampler, 0), std::nullopt);
}

TEST(GridSampler, NeedsAGrid) {
  EXPECT_THAT(
      message_of([] { make_sampler(infinite_space().space, {.kind = SamplerKind::kGrid}, 0); }),
      HasSubstr("momentum is a range without steps, which has no grid"));
}

TEST(RandomSampler, DrawsAllPointsAlike) {
  const Space space = finite_space().space;
  const auto sampler = make_sampler(space, {.kind = SamplerKind::kRandom}, 0);
  std::map<study::Params, int> counts;
  SampledStudy study;
  constexpr int kDraws = 7200;
  for (std::uint64_t seed = 0; seed < kDraws; ++seed) ++counts[*study.next(sampler, seed)];
  ASSERT_EQ(counts.size(), 36u);
  for (const auto& [point, count] : counts) EXPECT_NEAR(count, kDraws / 36, 5 * 14);
}

// 64 trials on 8 x 8 squares of two axes: one in each, wherever the study's seed shifts them to.
TEST(SobolSampler, SpreadsTrialsEvenly) {
  const Space space{{{.name = "x", .range = Range{.low = 0.0, .high = 1.0}},
                     {.name = "y", .range = Range{.low = 0.0, .high = 1.0}}}};
  std::set<study::Params> firsts;
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    const auto sampler = make_sampler(space, {.kind = SamplerKind::kSobol}, seed);
    SampledStudy study;
    std::set<std::pair<int, int>> squares;
    for (int i = 0; i < 64; ++i) {
      const auto point = study.next(sampler, 0);
      if (i == 0) firsts.insert(*point);
      study.add_trained(*point, 1.0);
      squares.insert({static_cast<int>(8.0 * as_number(point->at("x"))),
                      static_cast<int>(8.0 * as_number(point->at("y")))});
    }
    EXPECT_EQ(squares.size(), 64u) << "seed " << seed;
  }
  EXPECT_EQ(firsts.size(), 3u);
}

TEST(Samplers, HaveTheirNames) {
  std::set<SamplerKind> kinds;
  for (const auto& [name, kind] : sampler_names()) {
    kinds.insert(kind);
    EXPECT_NE(make_sampler(finite_space().space, {.kind = kind}, 0), nullptr) << name;
  }
  EXPECT_EQ(kinds.size(), 6u);
}

}  // namespace
}  // namespace efs::search
