#include "tune/worker/stage_threads.h"

#include <algorithm>

namespace efs::tune {

int trials_in_stage(const SearchOptions& options, int stage) {
  if (stage <= 1) return static_cast<int>(options.space.grid().size());
  const int keep = options.strategy.staged.stages.at(static_cast<std::size_t>(stage) - 2).keep;
  return std::min(keep, static_cast<int>(options.space.network_count()));
}

int threads_in_stage(const SearchOptions& options, int stage) {
  const WorkerOptions& workers = options.workers;
  const bool staged = options.strategy.scheduler == search::SchedulerKind::kStaged;
  if (!workers.lend_idle || !staged) return workers.threads;
  const int at_work = std::clamp(trials_in_stage(options, stage), 1, workers.count);
  return workers.count * workers.threads / at_work;
}

}  // namespace efs::tune
