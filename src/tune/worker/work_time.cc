#include "tune/worker/work_time.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/clock.h"
#include "core/error.h"
#include "core/text/parse_number.h"
#include "study/notes.h"
#include "study/target_away.h"

namespace efs::tune {
namespace {

constexpr double kInterval_s = 1.0;

double worked_s(study::Storage& storage) {
  const auto note = storage.note(study::note::kWorked.key);
  return note ? std::stod(*note) : 0.0;
}

/// Of a trial whose last epoch was of this claim and stage.
double share_by_the_clock(const study::Trial& trial, double now_s) {
  if (trial.epochs.empty()) return 0.0;
  const study::EpochRecord& last = trial.epochs.back();
  const bool goes_on = last.stage == trial.stage && last.worker == trial.worker;
  if (!goes_on || last.finished_unix_s <= 0.0 || !(last.seconds > 0.0)) return 0.0;
  return std::clamp((now_s - last.finished_unix_s) / last.seconds, 0.0, 1.0);
}

}  // namespace

void refresh_history(const SearchOptions& options, study::Storage& storage,
                     study::History& history) {
  storage.refresh(history);
  if (options.strategy.budget.hours) history.elapsed_s = worked_s(storage);
}

study::History study_history(const SearchOptions& options, study::Storage& storage) {
  study::History history;
  refresh_history(options, storage, history);
  return history;
}

WorkTime::WorkTime(const SearchOptions& options, study::Storage& storage)
    : counts_(options.strategy.budget.hours.has_value()),
      storage_(storage),
      before_s_(worked_s(storage)),
      started_s_(efs::now_s()) {}

void WorkTime::tick() {
  const double now_s = efs::now_s() - started_s_;
  if (!counts_ || now_s - written_s_ < kInterval_s) return;
  written_s_ = now_s;
  storage_.set_note(study::note::kWorked.key, fmt::format("{:.1f}", before_s_ + now_s));
}

WorkersAtWork::WorkersAtWork(const SearchOptions& options, study::Storage& storage)
    : storage_(storage) {
  const bool slurm = options.slurm.enabled;
  storage_.set_note(study::note::kWorkers.key,
                    fmt::format("{}{}", slurm ? options.slurm.max_workers : options.workers.count,
                                options.workers.lend_idle && !slurm ? " lend" : ""));
}

WorkersAtWork::~WorkersAtWork() {
  try {
    storage_.set_note(study::note::kWorkers.key, "");
  } catch (const Error& error) {
    spdlog::debug("the study keeps how many workers it had: {}", error.what());
  }
}

search::Outlook outlook_of(const SearchOptions& options, const study::History& history,
                           study::Storage& storage) {
  search::Outlook outlook{
      .strategy = options.strategy,
      .planned_trials = search::planned_trials(options.strategy, options.space)};
  const std::string note = storage.note(study::note::kWorkers.key).value_or("");
  const int count = parse_number<int>(std::string_view(note).substr(0, note.find(' '))).value_or(0);
  int running = 0;
  const double now_s = storage.now_s();
  for (const study::Trial& trial : history.trials) {
    if (trial.state != study::TrialState::kRunning) continue;
    ++running;
    outlook.shares[trial.number] = share_by_the_clock(trial, now_s);
  }
  outlook.workers = std::max({1, count, running});
  outlook.lends_threads = note.ends_with("lend");
  std::vector<std::string> targets;
  for (const LatencyTarget& target : options.latency.all) targets.push_back(target.name);
  outlook.targets_away = !study::targets_away(storage, history, targets).empty();
  return outlook;
}

}  // namespace efs::tune
