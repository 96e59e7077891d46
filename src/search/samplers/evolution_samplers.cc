#include <algorithm>

#include "search/samplers/learning_samplers.h"
#include "search/samplers/mutation.h"
#include "search/samplers/new_point.h"

namespace efs::search {
namespace {

/// Real et al. draw 25 of 100.
constexpr std::size_t kSampleShare = 4;

std::size_t draw_index(std::size_t size, Rng& rng) {
  return static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(size) - 1));
}

/// As Ladder::best(), of these trials alone.
std::vector<int> best_first(const Evidence& evidence, const std::vector<int>& trials) {
  const Ladder& ladder = evidence.ladder;
  std::vector<int> ranked;
  for (std::size_t rung = ladder.rungs(); rung-- > 0;) {
    const auto peers = make_rung(ladder.objectives().size());
    for (const int trial : trials) {
      if (std::find(ranked.begin(), ranked.end(), trial) != ranked.end()) continue;
      if (ladder.reached(trial) <= rung) continue;
      const auto costs = ladder.objectives().costs(evidence.trial(trial), ladder.epochs(rung));
      if (costs) peers->add(trial, *costs);
    }
    for (const int trial : peers->best(trials.size())) ranked.push_back(trial);
  }
  return ranked;
}

class EvolutionSampler final : public Sampler {
 public:
  EvolutionSampler(const Space& space, const SamplerOptions& options)
      : system_(space),
        points_(system_),
        population_(static_cast<std::size_t>(std::max(2, options.population))) {}

  std::optional<study::Params> next(const Evidence& evidence, Rng& rng) const override {
    const auto& judged = evidence.ladder.judged();
    if (judged.size() < population_) return points_.random(evidence, rng);
    const std::vector<int> ranked = best_first(
        evidence, {judged.end() - static_cast<std::ptrdiff_t>(population_), judged.end()});
    return points_.find(evidence, rng, [&] {
      std::size_t best = ranked.size() - 1;
      for (std::size_t i = 0; i < std::max<std::size_t>(2, population_ / kSampleShare); ++i) {
        best = std::min(best, draw_index(ranked.size(), rng));
      }
      return mutated(system_, evidence.trial(ranked[best]).params, rng);
    });
  }

 private:
  CoordinateSystem system_;
  NewPoints points_;
  std::size_t population_;
};

class Nsga2Sampler final : public Sampler {
 public:
  Nsga2Sampler(const Space& space, const SamplerOptions& options)
      : system_(space),
        points_(system_),
        population_(static_cast<std::size_t>(std::max(2, options.population))) {}

  std::optional<study::Params> next(const Evidence& evidence, Rng& rng) const override {
    if (evidence.ladder.judged().size() < population_) return points_.random(evidence, rng);
    const std::vector<int> elite = evidence.ladder.best(population_);
    const auto parent = [&]() -> const study::Params& {
      const std::size_t winner =
          std::min(draw_index(elite.size(), rng), draw_index(elite.size(), rng));
      return evidence.trial(elite[winner]).params;
    };
    return points_.find(evidence, rng, [&] {
      const study::Params& mother = parent();
      return mutated(system_, crossed(system_, mother, parent(), rng), rng);
    });
  }

 private:
  CoordinateSystem system_;
  NewPoints points_;
  std::size_t population_;
};

}  // namespace

std::unique_ptr<Sampler> make_nsga2_sampler(const Space& space, const SamplerOptions& options) {
  return std::make_unique<Nsga2Sampler>(space, options);
}

std::unique_ptr<Sampler> make_evolution_sampler(const Space& space, const SamplerOptions& options) {
  return std::make_unique<EvolutionSampler>(space, options);
}

}  // namespace efs::search
