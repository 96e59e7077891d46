#include "search/samplers/sampler.h"

#include "search/samplers/learning_samplers.h"
#include "search/samplers/sobol.h"

namespace efs::search {

const std::vector<std::pair<std::string, SamplerKind>>& sampler_names() {
  static const std::vector<std::pair<std::string, SamplerKind>> names{
      {"grid", SamplerKind::kGrid},   {"random", SamplerKind::kRandom},
      {"sobol", SamplerKind::kSobol}, {"tpe", SamplerKind::kTpe},
      {"nsga2", SamplerKind::kNsga2}, {"evolution", SamplerKind::kEvolution}};
  return names;
}

Sampler make_sampler(const Space& space, const SamplerOptions& options, std::uint64_t seed) {
  NewPoints points(space);
  switch (options.kind) {
    case SamplerKind::kGrid:
      if (!points.finite()) space.grid();  // which throws
      return [points = std::move(points)](const Evidence& evidence, Rng&) {
        return points.from_grid(evidence, evidence.ladder.points());
      };
    case SamplerKind::kRandom:
      return [points = std::move(points)](const Evidence& evidence, Rng& rng) {
        return points.random(evidence, rng);
      };
    case SamplerKind::kSobol:  // a low-discrepancy sequence, shifted by the study's seed
      return [points, sequence = Sobol(points.coordinates().axes().size(), seed)](
                 const Evidence& evidence, Rng& rng) {
        auto index = static_cast<std::uint32_t>(evidence.ladder.trials());
        return points.find(evidence, rng,
                           [&] { return points.coordinates().point(sequence.point(index++)); });
      };
    case SamplerKind::kTpe:
      return make_tpe_sampler(std::move(points), options);
    case SamplerKind::kNsga2:
      return make_nsga2_sampler(std::move(points), options);
    case SamplerKind::kEvolution:
      return make_evolution_sampler(std::move(points), options);
  }
  return nullptr;
}

}  // namespace efs::search
