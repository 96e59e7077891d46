#include <algorithm>

#include "search/samplers/learning_samplers.h"
#include "search/samplers/mutation.h"

namespace efs::search {
namespace {

/// Real et al. draw 25 of 100.
constexpr std::size_t kSampleShare = 4;

/// As Ladder::best(), among these trials alone.
std::vector<int> best_first(const Evidence& evidence, const std::vector<int>& trials) {
  const Ladder& ladder = evidence.ladder;
  std::vector<int> ranked;
  for (std::size_t rung = ladder.rungs(); rung-- > 0;) {
    const auto peers = make_rung(ladder.objectives().size());
    for (const int trial : trials) {
      const bool is_ranked = std::ranges::find(ranked, trial) != ranked.end();
      if (is_ranked || ladder.reached(trial) <= rung) continue;
      const auto costs = ladder.objectives().costs(evidence.trial(trial), ladder.epochs(rung));
      if (costs) peers->add(trial, *costs);
    }
    for (const int trial : peers->best(trials.size())) ranked.push_back(trial);
  }
  return ranked;
}

std::size_t population_of(const SamplerOptions& options) {
  return static_cast<std::size_t>(std::max(2, options.population));
}

}  // namespace

Sampler make_evolution_sampler(NewPoints points, const SamplerOptions& options) {
  return [points = std::move(points), population = population_of(options)](const Evidence& evidence,
                                                                           Rng& rng) {
    const auto& trials = evidence.ladder.with_costs();
    if (trials.size() < population) return points.random(evidence, rng);
    const std::vector<int> ranked = best_first(
        evidence, {trials.end() - static_cast<std::ptrdiff_t>(population), trials.end()});
    return points.find(evidence, rng, [&] {
      std::size_t best = ranked.size() - 1;
      for (std::size_t i = 0; i < std::max<std::size_t>(2, population / kSampleShare); ++i) {
        best = std::min(best, rng.index(ranked.size()));
      }
      return mutated(points.coordinates(), evidence.trial(ranked[best]).params, rng);
    });
  };
}

Sampler make_nsga2_sampler(NewPoints points, const SamplerOptions& options) {
  return [points = std::move(points), population = population_of(options)](const Evidence& evidence,
                                                                           Rng& rng) {
    if (evidence.ladder.with_costs().size() < population) return points.random(evidence, rng);
    const std::vector<int> elite = evidence.ladder.best(population);
    const auto parent = [&]() -> const study::Params& {
      const std::size_t winner = std::min(rng.index(elite.size()), rng.index(elite.size()));
      return evidence.trial(elite[winner]).params;
    };
    return points.find(evidence, rng, [&] {
      const study::Params& mother = parent();
      return mutated(points.coordinates(), crossed(points.coordinates(), mother, parent(), rng),
                     rng);
    });
  };
}

}  // namespace efs::search
