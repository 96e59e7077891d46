#include "tune/worker/study_scheduler.h"

#include "tune/study/warm_start.h"

namespace efs::tune {

std::unique_ptr<search::Scheduler> study_scheduler(const SearchOptions& options,
                                                   study::Storage& storage) {
  return search::make_scheduler(options.space, options.strategy, options.fitness, options.seed,
                                prior_trials(storage));
}

}  // namespace efs::tune
