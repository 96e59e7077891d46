#include "study/trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/error.h"
#include "core/text/spelling.h"

namespace efs::study {
namespace {

// Part of the persistent format: these names are stored in databases.
constexpr std::array<std::pair<TrialState, const char*>, 8> kStateNames{{
    {TrialState::kQueued, "queued"},
    {TrialState::kRunning, "running"},
    {TrialState::kPaused, "paused"},
    {TrialState::kCompleted, "completed"},
    {TrialState::kStopped, "stopped"},
    {TrialState::kInfeasible, "infeasible"},
    {TrialState::kDiverged, "diverged"},
    {TrialState::kFailed, "failed"},
}};

}  // namespace

std::string to_string(const ParamValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *integer);
  return fmt::format("{}", std::get<double>(value));
}

std::string to_string(TrialState state) {
  for (const auto& [known, name] : kStateNames) {
    if (known == state) return name;
  }
  fail("a trial has no state with the number {}", static_cast<int>(state));
}

TrialState trial_state(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& [state, known] : kStateNames) {
    if (known == name) return state;
    names.emplace_back(known);
  }
  fail("{}", unknown_name_message("trial state", name, names));
}

bool has_ended(TrialState state) {
  return state != TrialState::kQueued && state != TrialState::kRunning &&
         state != TrialState::kPaused;
}

bool Trial::counts(const EpochRecord& record) const { return !restart || record.stage == stage; }

const LatencyRecord* Trial::latency() const {
  if (!cost) return nullptr;
  const auto found = cost->latencies.find(kFirstTarget);
  return found == cost->latencies.end() ? nullptr : &found->second;
}

int Trial::epochs_done() const {
  int done = 0;
  for (const auto& record : epochs) {
    if (counts(record)) done = std::max(done, record.epoch);
  }
  return done;
}

std::vector<double> Trial::finish_times_s() const {
  std::vector<double> times(epochs.size());
  double time_s = heartbeat_s;
  for (std::size_t i = epochs.size(); i-- > 0;) {
    if (epochs[i].finished_unix_s > 0.0) time_s = epochs[i].finished_unix_s;
    times[i] = time_s;
    time_s -= epochs[i].seconds;
  }
  return times;
}

}  // namespace efs::study
