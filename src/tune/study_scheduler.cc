#include "tune/study_scheduler.h"

#include "core/clock.h"
#include "tune/warm_start.h"

namespace efs::tune {
namespace {

constexpr const char* kNote = "worked_s";
constexpr double kInterval_s = 1.0;

double worked_s(study::Storage& storage) {
  const auto note = storage.note(kNote);
  return note ? std::stod(*note) : 0.0;
}

}  // namespace

std::unique_ptr<search::Scheduler> study_scheduler(const SearchOptions& options,
                                                   study::Storage& storage) {
  return search::make_scheduler(options.space, options.strategy, options.fitness, options.seed,
                                prior_trials(storage));
}

study::History study_history(const SearchOptions& options, study::Storage& storage) {
  study::History history = storage.history();
  if (options.strategy.budget.hours) history.elapsed_s = worked_s(storage);
  return history;
}

WorkTime::WorkTime(const SearchOptions& options, study::Storage& storage)
    : counts_(options.strategy.budget.hours.has_value()),
      storage_(storage),
      before_s_(worked_s(storage)),
      started_s_(SystemClock().steady_s()) {}

void WorkTime::tick() {
  const double now_s = SystemClock().steady_s() - started_s_;
  if (!counts_ || now_s - written_s_ < kInterval_s) return;
  written_s_ = now_s;
  storage_.set_note(kNote, fmt::format("{:.1f}", before_s_ + now_s));
}

}  // namespace efs::tune
