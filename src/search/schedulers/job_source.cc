#include "search/schedulers/job_source.h"

namespace efs::search {
namespace {

/// After so many fruitless trials and not one with costs, there is nothing to find.
constexpr std::size_t kMostInVain = 1000;

}  // namespace

JobSource::JobSource(const Space& space, const Strategy& strategy, const FitnessOptions& fitness,
                     std::uint64_t seed, std::vector<study::Trial> prior)
    : sampler_(make_sampler(space, strategy.sampler, seed)),
      most_trials_(strategy.budget.trials),
      seed_(derive_seed(seed, "sampler")),
      prior_(std::move(prior)),
      ladder_(rung_epochs(strategy.rungs), fitness) {
  if (!prior_.empty()) with_prior_.emplace(rung_epochs(strategy.rungs), fitness, prior_);
}

const Ladder& JobSource::follow(const study::History& history) {
  ladder_.follow(history);
  if (with_prior_) with_prior_->follow(history);
  return ladder_;
}

std::optional<study::Params> JobSource::next(const study::History& history) const {
  const std::size_t number = history.trials.size();
  if (most_trials_ && number >= static_cast<std::size_t>(*most_trials_)) return std::nullopt;
  if (ladder_.with_costs().empty() && ladder_.fruitless().size() >= kMostInVain)
    return std::nullopt;
  Rng rng(derive_seed(seed_, number));
  return sampler_({history, prior_, with_prior_ ? *with_prior_ : ladder_}, rng);
}

}  // namespace efs::search
