// New trials on demand. Private to the schedulers.
#pragma once

#include <optional>
#include <vector>

#include "search/rungs/ladder.h"
#include "search/samplers/sampler.h"
#include "search/schedulers/strategy.h"

namespace efs::search {

class JobSource {
 public:
  JobSource(const Space& space, const Strategy& strategy, const FitnessOptions& fitness,
            std::uint64_t seed, std::vector<study::Trial> prior);

  /// Follows the study. The ladder holds its own trials, without prior ones.
  const Ladder& follow(const study::History& history);
  /// The next trial's point, after follow(). Nothing where the space or the budget of trials is
  /// exhausted, or the first thousand trials were all fruitless.
  std::optional<study::Params> next(const study::History& history) const;

 private:
  Sampler sampler_;
  std::optional<int> most_trials_;
  std::uint64_t seed_;
  std::vector<study::Trial> prior_;
  Ladder ladder_;
  std::optional<Ladder> with_prior_;  // where there are prior trials
};

}  // namespace efs::search
