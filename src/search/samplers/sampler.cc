#include "search/samplers/sampler.h"

#include "search/samplers/learning_samplers.h"
#include "search/samplers/new_point.h"
#include "search/samplers/sobol.h"

namespace efs::search {
namespace {

class GridSampler final : public Sampler {
 public:
  explicit GridSampler(const Space& space) : system_(space), points_(system_) {
    if (!points_.finite()) space.grid();  // says why not
  }
  std::optional<study::Params> next(const Evidence& evidence, Rng&) const override {
    return points_.from_grid(evidence, evidence.ladder.points());
  }

 private:
  CoordinateSystem system_;
  NewPoints points_;
};

class RandomSampler final : public Sampler {
 public:
  explicit RandomSampler(const Space& space) : system_(space), points_(system_) {}
  std::optional<study::Params> next(const Evidence& evidence, Rng& rng) const override {
    return points_.random(evidence, rng);
  }

 private:
  CoordinateSystem system_;
  NewPoints points_;
};

/// A low-discrepancy sequence, shifted by the study's seed.
class SobolSampler final : public Sampler {
 public:
  SobolSampler(const Space& space, std::uint64_t seed)
      : system_(space), points_(system_), sequence_(system_.axes().size(), seed) {}
  std::optional<study::Params> next(const Evidence& evidence, Rng& rng) const override {
    auto index = static_cast<std::uint32_t>(evidence.ladder.trials());
    return points_.find(evidence, rng, [&] { return system_.point(sequence_.point(index++)); });
  }

 private:
  CoordinateSystem system_;
  NewPoints points_;
  Sobol sequence_;
};

}  // namespace

const std::vector<std::pair<std::string, SamplerKind>>& sampler_names() {
  static const std::vector<std::pair<std::string, SamplerKind>> names{
      {"grid", SamplerKind::kGrid},   {"random", SamplerKind::kRandom},
      {"sobol", SamplerKind::kSobol}, {"tpe", SamplerKind::kTpe},
      {"nsga2", SamplerKind::kNsga2}, {"evolution", SamplerKind::kEvolution}};
  return names;
}

std::unique_ptr<Sampler> make_sampler(const Space& space, const SamplerOptions& options,
                                      std::uint64_t seed) {
  switch (options.kind) {
    case SamplerKind::kGrid:
      return std::make_unique<GridSampler>(space);
    case SamplerKind::kRandom:
      return std::make_unique<RandomSampler>(space);
    case SamplerKind::kSobol:
      return std::make_unique<SobolSampler>(space, seed);
    case SamplerKind::kTpe:
      return make_tpe_sampler(space, options);
    case SamplerKind::kNsga2:
      return make_nsga2_sampler(space, options);
    case SamplerKind::kEvolution:
      return make_evolution_sampler(space, options);
  }
  return nullptr;
}

}  // namespace efs::search
