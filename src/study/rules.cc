#include "study/rules.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "core/error.h"
#include "core/rng.h"

namespace efs::study::rules {
namespace {

// Since the last epoch. A crash is the trial's own fault more often than not, a kill seldom.
constexpr int kMostCrashes = 2;
constexpr int kMostKills = 5;

void queue(Trial& trial) {
  trial.state = TrialState::kQueued;
  trial.worker.clear();
}

void end_as(Trial& trial, TrialState state, const std::string& reason) {
  trial.state = state;
  trial.reason = reason;
}

/// A sign of life, and so a change, however soon after the last one.
void show_life(Trial& trial, double now_s) {
  constexpr double kLater = std::numeric_limits<double>::infinity();
  trial.heartbeat_s = std::max(now_s, std::nextafter(trial.heartbeat_s, kLater));
}

auto row_of(const Trial& trial) {
  const auto cost = trial.cost.value_or(TrialCost{});
  return std::tuple(trial.number, trial.seed, trial.state, trial.reason, trial.stage,
                    trial.target_epoch, trial.restart, trial.worker, trial.claims,
                    trial.heartbeat_s, trial.lease_until_s, trial.lost_workers,
                    trial.batch_halvings, cost.weight_count, cost.macs, cost.size_mb);
}

/// This lease has done it before.
bool is_done(const Trial& trial, const Lease& lease, TrialState state) {
  return trial.state == state && trial.claims == lease.token && lease.token > 0;
}

}  // namespace

bool is_unchanged(const Trial& row, const Trial& known) { return row_of(row) == row_of(known); }

void take_changes(History& history, std::vector<Trial> changed) {
  for (Trial& trial : changed) {
    const auto number = static_cast<std::size_t>(trial.number);
    history.journal.push_back(trial.number);
    if (number < history.trials.size()) {
      history.trials[number] = std::move(trial);
    } else {
      history.trials.push_back(std::move(trial));
    }
  }
}

Trial created(const CreateTrial& action, int number, std::uint64_t study_seed) {
  return {.number = number,
          .params = action.params,
          .seed = derive_seed(study_seed, static_cast<std::uint64_t>(number)),
          .stage = action.stage,
          .target_epoch = action.target_epoch};
}

void apply(Trial& trial, const PromoteTrial& action) {
  const bool again = trial.state == TrialState::kCompleted && action.restart;
  if (trial.state != TrialState::kPaused && !again) {
    fail("trial {} is {}; only a paused trial is promoted", trial.number, to_string(trial.state));
  }
  queue(trial);
  trial.stage = action.stage;
  trial.target_epoch = action.target_epoch;
  trial.restart = action.restart;
  trial.reason.clear();
}

void apply(Trial& trial, const RetryTrial&) {
  if (trial.state != TrialState::kFailed) {
    fail("trial {} is {}; only a failed trial is tried again", trial.number,
         to_string(trial.state));
  }
  queue(trial);
  trial.reason.clear();
  trial.lost_workers = 0;
  if (trial.epochs.empty()) trial.batch_halvings = 0;
}

void apply(Trial& trial, const EndTrial& action) {
  if (!has_ended(action.state)) {
    fail("trial {} cannot end as {}", trial.number, to_string(action.state));
  }
  if (has_ended(trial.state)) {
    fail("trial {} has ended as {} and cannot end again", trial.number, to_string(trial.state));
  }
  end_as(trial, action.state, action.reason);
}

void claim(Trial& trial, const std::string& worker, double now_s, double lease_s) {
  trial.state = TrialState::kRunning;
  trial.worker = worker;
  ++trial.claims;
  renew(trial, trial.lease(), now_s, lease_s);
}

void renew(Trial& trial, const Lease& lease, double now_s, double lease_s) {
  require_held(trial, lease);
  show_life(trial, now_s);
  trial.lease_until_s = now_s + lease_s;
}

bool has_fallen_silent(const Trial& trial, double now_s) {
  return trial.state == TrialState::kRunning && trial.lease_until_s < now_s;
}

void take_back_silent(Trial& trial, double now_s) {
  take_back(trial, trial.lease(), WorkerLoss::kSilent,
            fmt::format("its worker '{}' was not heard of for {:.0f} s", trial.worker,
                        now_s - trial.heartbeat_s));
}

void require_held(const Trial& trial, const Lease& lease) {
  if (trial.state == TrialState::kRunning && trial.claims == lease.token) return;
  throw LeaseLost(fmt::format(
      "claim {} of trial {} no longer holds: the trial is {}{}, claimed {} times; its worker must "
      "leave it and claim another",
      lease.token, trial.number, to_string(trial.state),
      trial.state == TrialState::kRunning ? " by '" + trial.worker + "'" : "", trial.claims));
}

void release(Trial& trial, const Lease& lease) {
  if (is_done(trial, lease, TrialState::kQueued)) return;
  require_held(trial, lease);
  queue(trial);
}

void take_back(Trial& trial, const Lease& lease, WorkerLoss loss, const std::string& reason) {
  require_held(trial, lease);
  if (loss == WorkerLoss::kOutOfMemory) {
    if (trial.batch_halvings > 0) {
      return end_as(trial, TrialState::kFailed, reason + ", with half the batch too");
    }
    ++trial.batch_halvings;
    return queue(trial);
  }
  ++trial.lost_workers;
  const int most = loss == WorkerLoss::kCrashed ? kMostCrashes : kMostKills;
  if (trial.lost_workers >= most) {
    return end_as(trial, TrialState::kFailed,
                  fmt::format("{}; the trial has lost {} workers since its last epoch", reason,
                              trial.lost_workers));
  }
  queue(trial);
}

void pause(Trial& trial, const Lease& lease) {
  if (is_done(trial, lease, TrialState::kPaused)) return;
  require_held(trial, lease);
  trial.state = TrialState::kPaused;
}

void finish(Trial& trial, const Lease& lease, TrialState state, const std::string& reason) {
  if (!is_fruitless(state)) {
    fail("a worker cannot finish trial {} as {}; that is the scheduler's decision", trial.number,
         to_string(state));
  }
  if (is_done(trial, lease, state) && trial.reason == reason) return;
  require_held(trial, lease);
  end_as(trial, state, reason);
}

void reported_cost(Trial& trial, const Lease& lease, const TrialCost& cost) {
  require_held(trial, lease);
  trial.cost = cost;
  show_life(trial, trial.heartbeat_s);
}

EpochRecord reported_epoch(Trial& trial, const Lease& lease, EpochRecord record, double now_s) {
  require_held(trial, lease);
  show_life(trial, now_s);
  trial.lost_workers = 0;
  record.finished_unix_s = now_s;
  record.worker = trial.worker;
  return record;
}

}  // namespace efs::study::rules
