#include "tune/worker/study_scheduler.h"

#include "tune/study/warm_start.h"

namespace efs::tune {

std::unique_ptr<search::Scheduler> study_scheduler(const SearchOptions& options,
                                                   study::Storage& storage) {
  return search::make_scheduler(options.space, options.strategy, options.fitness, options.seed,
                                prior_trials(storage));
}

bool is_done(const SearchOptions& options, study::Storage& storage, const study::History& history) {
  const search::Plan plan = study_scheduler(options, storage)->plan(history);
  return plan.done && plan.actions.empty();
}

}  // namespace efs::tune
