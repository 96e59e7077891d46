#include <algorithm>
#include <limits>
#include <set>

#include "search/learning_samplers.h"
#include "search/mutation.h"
#include "search/new_point.h"

namespace efs::search {
namespace {

/// Real et al. draw 25 of 100.
constexpr std::size_t kSampleShare = 4;

std::size_t draw_index(std::size_t size, Rng& rng) {
  return static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(size) - 1));
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
    const std::set<int> young(judged.end() - static_cast<std::ptrdiff_t>(population_),
                              judged.end());
    // Of all trials in their order those of the population: best first. Before them may stand
    // others that are judged on a higher rung only.
    std::vector<int> ranked;
    for (const int trial : evidence.ladder.best(std::numeric_limits<std::size_t>::max())) {
      if (young.contains(trial)) ranked.push_back(trial);
    }
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
