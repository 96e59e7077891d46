// Which point of the space is tried next.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/rng.h"
#include "search/rungs/ladder.h"
#include "search/space/coordinates.h"
#include "study/trial.h"

namespace efs::search {

/// What a sampler may know: the study so far, and trials of other studies, which have the numbers
/// -1, -2, ... on the ladder.
struct Evidence {
  const study::History& history;
  const std::vector<study::Trial>& prior;
  /// Of all trials, prior ones included.
  const Ladder& ladder;

  const study::Trial& trial(int number) const {
    return number >= 0 ? history.trials[static_cast<std::size_t>(number)]
                       : prior[static_cast<std::size_t>(-number - 1)];
  }
};

/// Contract (tests/search/samplers/sampler_contract.h): next() depends on its arguments only, gives
/// points of the space that are not in the history, and gives nothing only where a finite space has
/// no other.
class Sampler {
 public:
  virtual ~Sampler() = default;
  virtual std::optional<study::Params> next(const Evidence& evidence, Rng& rng) const = 0;
};

enum class SamplerKind { kGrid, kRandom, kSobol, kTpe, kNsga2, kEvolution };

struct SamplerOptions {
  SamplerKind kind = SamplerKind::kGrid;
  /// Points that are drawn at random before a sampler that learns begins to.
  int startup_trials = 10;
  /// Of those who breed, for nsga2 and evolution.
  int population = 20;
};

/// The words of a configuration: "grid", "random", "sobol", "tpe", "nsga2", "evolution".
const std::vector<std::pair<std::string, SamplerKind>>& sampler_names();

/// `seed`: of the study; each trial's draw is derived from it and the trial's number. UsageError: a
/// space without a grid for kGrid.
std::unique_ptr<Sampler> make_sampler(const Space& space, const SamplerOptions& options,
                                      std::uint64_t seed);

}  // namespace efs::search
