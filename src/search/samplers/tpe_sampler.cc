#include <algorithm>
#include <cmath>
#include <set>

#include "search/samplers/learning_samplers.h"
#include "search/samplers/parzen.h"

namespace efs::search {
namespace {

constexpr int kCandidates = 24;
constexpr double kGoodShare = 0.15;
constexpr std::size_t kMostGood = 25;
/// The others are many and alike: this many of them, spread evenly, say as much.
constexpr std::size_t kMostOthers = 100;

/// At most `count` trials, spread evenly.
std::vector<int> thinned(const std::vector<int>& trials, std::size_t count) {
  if (trials.size() <= count) return trials;
  std::vector<int> kept;
  for (std::size_t i = 0; i < count; ++i) kept.push_back(trials[i * trials.size() / count]);
  return kept;
}

class TpeSampler {
 public:
  TpeSampler(NewPoints points, const SamplerOptions& options)
      : points_(std::move(points)),
        startup_(static_cast<std::size_t>(std::max(1, options.startup_trials))) {}

  std::optional<study::Params> operator()(const Evidence& evidence, Rng& rng) const {
    const std::size_t known = evidence.ladder.with_costs().size();
    if (known < startup_) return points_.random(evidence, rng);
    const auto good = evidence.ladder.best(std::min(
        kMostGood, static_cast<std::size_t>(std::ceil(kGoodShare * static_cast<double>(known)))));
    const auto& axes = points_.coordinates().axes();
    const ParzenDensity promising(axes, coordinates(evidence, good));
    const ParzenDensity others(axes, coordinates(evidence, rest(evidence, good)));
    return points_.find(evidence, rng, [&] { return best_draw(evidence, promising, others, rng); });
  }

 private:
  std::vector<int> rest(const Evidence& evidence, const std::vector<int>& good) const {
    const std::set<int> chosen(good.begin(), good.end());
    std::vector<int> trials;
    for (const int trial : thinned(evidence.ladder.with_costs(), kMostOthers)) {
      if (!chosen.contains(trial)) trials.push_back(trial);
    }
    for (const auto* more : {&evidence.ladder.pending(), &evidence.ladder.fruitless()}) {
      for (const int trial : thinned(*more, kMostOthers)) trials.push_back(trial);
    }
    return trials;
  }

  std::vector<Coordinates> coordinates(const Evidence& evidence,
                                       const std::vector<int>& trials) const {
    std::vector<Coordinates> all;
    for (const int trial : trials)
      all.push_back(points_.coordinates().of(evidence.trial(trial).params));
    return all;
  }

  /// The draw from `promising` where it most exceeds `others`; a new point before a known one.
  study::Params best_draw(const Evidence& evidence, const ParzenDensity& promising,
                          const ParzenDensity& others, Rng& rng) const {
    std::optional<study::Params> best;
    double best_score = 0.0;
    for (int i = 0; i < kCandidates; ++i) {
      study::Params point = points_.coordinates().point(promising.draw(rng));
      if (best && evidence.ladder.knows(point)) continue;
      const Coordinates place = points_.coordinates().of(point);
      const double score = promising.log_density(place) - others.log_density(place);
      if (best && score <= best_score && !evidence.ladder.knows(*best)) continue;
      best = std::move(point);
      best_score = score;
    }
    return *best;
  }

  NewPoints points_;
  std::size_t startup_;
};

}  // namespace

Sampler make_tpe_sampler(NewPoints points, const SamplerOptions& options) {
  return TpeSampler(std::move(points), options);
}

}  // namespace efs::search
