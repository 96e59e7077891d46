#include "tune/study/warm_start.h"

#include <spdlog/spdlog.h>

#include "core/error.h"
#include "core/text/outside_json.h"
#include "study/export/snapshot_json.h"
#include "study/location/study_location.h"
#include "study/notes.h"

namespace efs::tune {
namespace {

/// What is compared: not who trained it, nor on what the latency was measured.
study::Trial essence(study::Trial trial, const std::string& study, int number) {
  trial.number = number;
  trial.worker = study;
  if (!trial.cost) return trial;
  for (auto& latency : trial.cost->latencies) latency.second.detail_json = "{}";
  return trial;
}

/// Error for a study that was searched for another task.
void require_task(const search::Task& task, const study::History& history,
                  const std::string& word) {
  for (const study::Trial& trial : history.trials) {
    if (trial.epochs.empty() || trial.epochs.front().metrics.find(task.accuracy)) continue;
    fail(
        "warm_start: the trials of {} have no {}, for they were trained for another task than {}; "
        "leave it out",
        word, task.accuracy, task.name);
  }
}

/// What measured the trials' latencies; empty: they do not say.
std::string runtime_of(const study::History& history) {
  for (const study::Trial& trial : history.trials) {
    if (const study::LatencyRecord* record = trial.latency()) {
      return parse_outside_json(record->detail_json, "the study's record of a latency")
          .value("runtime", "");
    }
  }
  return "";
}

/// Latencies of two runtimes differ by a factor, and not by the same one for all networks.
void warn_of_other_runtime(const LatencyTargets& targets, const study::History& history,
                           const std::string& word) {
  const std::string here = targets.all.front().runtime, there = runtime_of(history);
  if (there.empty() || there == here) return;
  spdlog::warn(
      "warm_start: the latencies of {} were measured with {}, and this study measures with {}; its "
      "trials count all the same (latency.runtime={} measures as it did)",
      word, there, here, there);
}

}  // namespace

void store_prior(const SearchOptions& options, study::Storage& storage) {
  if (options.warm_start.empty()) return;
  study::Snapshot kept{.info = storage.info(), .history = {}, .notes = {}, .revision = 0};
  auto& trials = kept.history.trials;
  for (const std::string& word : options.warm_start) {
    const auto other = study::open_storage(study::find_study_files(word).database);
    const auto info = other->info();
    const study::History history = other->history();
    require_task(options.fitness.task, history, word);
    if (info.dataset_digest != kept.info.dataset_digest) {
      spdlog::warn(
          "warm_start: {} is of other photographs or labels; its trials count all the same", word);
    }
    warn_of_other_runtime(options.latency, history, word);
    const std::size_t before = trials.size();
    for (const study::Trial& trial : history.trials) {
      if (trial.epochs.empty() || !options.space.contains(trial.params)) continue;
      trials.push_back(essence(trial, info.name, static_cast<int>(trials.size())));
    }
    if (trials.size() == before) {
      fail(
          "warm_start: none of the trials of {} was trained at a point of this space; leave it out",
          word);
    }
  }
  storage.set_note(study::note::kPrior.key, json_text(study::to_json(kept)));
}

std::vector<study::Trial> prior_trials(study::Storage& storage) {
  const auto note = storage.note(study::note::kPrior.key);
  if (!note) return {};
  return study::snapshot_of(*note, "the study's note of prior trials").history.trials;
}

}  // namespace efs::tune
