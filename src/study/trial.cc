#include "study/trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <stdexcept>

#include "core/error.h"
#include "core/text/spelling.h"

namespace efs::study {
namespace {

// By TrialState. Part of the persistent format: these names are stored in databases.
constexpr std::array<const char*, 8> kStateNames{"queued",  "running",    "paused",   "completed",
                                                 "stopped", "infeasible", "diverged", "failed"};

}  // namespace

std::string to_string(const ParamValue& value) {
  return std::visit([](const auto& alternative) { return fmt::format("{}", alternative); }, value);
}

std::optional<double> number_of(const ParamValue& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  return std::nullopt;
}

std::string to_string(TrialState state) { return kStateNames.at(static_cast<std::size_t>(state)); }

TrialState trial_state(const std::string& name) {
  const auto found = std::ranges::find(kStateNames, name);
  if (found != kStateNames.end()) return static_cast<TrialState>(found - kStateNames.begin());
  fail("{}", unknown_name_message("trial state", name, {kStateNames.begin(), kStateNames.end()}));
}

bool is_under_way(TrialState state) {
  return state == TrialState::kQueued || state == TrialState::kRunning;
}

bool is_fruitless(TrialState state) {
  return state == TrialState::kInfeasible || state == TrialState::kDiverged ||
         state == TrialState::kFailed;
}

bool has_ended(TrialState state) { return !is_under_way(state) && state != TrialState::kPaused; }

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

const Trial& History::trial(int number) const {
  const auto place = static_cast<std::size_t>(number);
  if (place < trials.size() && trials[place].number == number) return trials[place];
  const auto found = std::ranges::lower_bound(trials, number, {}, &Trial::number);
  if (found != trials.end() && found->number == number) return *found;
  throw std::out_of_range(fmt::format("trial {}", number));
}

std::uint64_t new_lineage() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
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
