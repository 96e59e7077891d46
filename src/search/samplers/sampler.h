// Choosing the next point of the space.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/rng.h"
#include "search/rungs/ladder.h"
#include "search/space/coordinates.h"
#include "study/trial.h"

namespace efs::search {

/// What a sampler learns from: the study so far, and trials of other studies, which are on the ladder
/// with the numbers -1, -2, ...
struct Evidence {
  const study::History& history;
  const std::vector<study::Trial>& prior;
  /// Holds all trials, prior ones included.
  const Ladder& ladder;

  const study::Trial& trial(int number) const {
    return number >= 0 ? history.trial(number) : prior[static_cast<std::size_t>(-number - 1)];
  }
};

/// The next point. Contract (tests/search/samplers/sampler_contract.h): it depends on the arguments
/// only, is a point of the space that is not in the history, and is missing only where a finite
/// space has no other.
using Sampler = std::function<std::optional<study::Params>(const Evidence& evidence, Rng& rng)>;

enum class SamplerKind { kGrid, kRandom, kSobol, kTpe, kNsga2, kEvolution };

struct SamplerOptions {
  SamplerKind kind = SamplerKind::kGrid;
  /// Points that are drawn at random before `tpe` learns.
  int startup_trials = 10;
  /// How many trials breed, in nsga2 and evolution.
  int population = 20;
};

/// By their names in a configuration.
const std::vector<std::pair<std::string, SamplerKind>>& sampler_names();

/// `seed`: the study's. UsageError: a space without a grid for kGrid.
Sampler make_sampler(const Space& space, const SamplerOptions& options, std::uint64_t seed);

}  // namespace efs::search
