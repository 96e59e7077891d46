// Trials of a study as plain values, read by search and report.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/epoch_record.h"

namespace efs::study {

/// A parameter's value: a name (architecture), an integer or a real.
using ParamValue = std::variant<std::string, std::int64_t, double>;
/// Parameter name -> value: one point of the space.
using Params = std::map<std::string, ParamValue>;

/// Numbers from low to high, both included.
struct Range {
  double low = 0.0;
  double high = 0.0;
  /// Values are low, low + step, ...; 0: every value between (for integers: every integer).
  double step = 0.0;
  /// Equal ratios are equally far apart.
  bool logarithmic = false;
  bool integer = false;
};

/// Reals in the shortest form that reads back equal ("0.001").
std::string to_string(const ParamValue& value);
/// Nothing for a name.
std::optional<double> number_of(const ParamValue& value);

enum class TrialState {
  kQueued,      // has work to do: epochs_done < target_epoch
  kRunning,     // claimed by a worker
  kPaused,      // reached its target epoch; may be promoted
  kCompleted,   // finished, nothing more to train
  kStopped,     // not promoted, or pruned by the scheduler
  kInfeasible,  // violates a constraint; not trained
  kDiverged,    // its loss was not finite
  kFailed,      // an error; `reason` says which
};
std::string to_string(TrialState state);
/// Error on an unknown name.
TrialState trial_state(const std::string& name);
/// kQueued or kRunning.
bool is_under_way(TrialState state);
/// kInfeasible, kDiverged or kFailed: there is no result to compare.
bool is_fruitless(TrialState state);
/// True for the five states that a trial does not leave.
bool has_ended(TrialState state);

/// One epoch of one trial.
using efs::EpochRecord;

/// A latency with what is needed to believe it. 0, NaN and infinity are failed measurements.
struct LatencyRecord {
  double median_ms = 0.0;
  double p90_ms = 0.0;
  std::string detail_json = {};  // the whole device::LatencyResult as JSON
};

/// Costs of a trial, known before it is trained.
struct TrialCost {
  /// By target; kFirstTarget is the study's first, whatever the configuration calls it.
  std::map<std::string, LatencyRecord> latencies = {};
  std::optional<std::int64_t> weight_count = {};
  std::optional<std::int64_t> macs = {};
  std::optional<double> size_mb = {};  // of the exported ONNX file, 10^6 bytes
};
/// Part of the persistent format.
inline constexpr const char* kFirstTarget = "";

/// A worker's right to write the progress of a trial that it has claimed. `token` is the number of
/// the claim: whoever holds an older one has lost the trial, and its writes are refused.
struct Lease {
  int trial = 0;
  std::int64_t token = 0;
};

/// How a trial lost its worker.
enum class WorkerLoss {
  kCrashed,      // a signal that the program itself causes (SIGSEGV), or it gave up
  kKilled,       // SIGKILL from outside
  kSilent,       // no sign of life within the lease
  kOutOfMemory,  // an allocation failed, or the system killed it for want of memory
};

struct Trial {
  int number = 0;  // 0-based, in order of creation
  Params params;
  std::uint64_t seed = 0;
  TrialState state = TrialState::kQueued;
  std::string reason;  // why stopped, infeasible, diverged, failed
  int stage = 1;       // the stage it is in or ended in
  int target_epoch = 0;
  /// Train from scratch when this stage begins (the original's way).
  bool restart = false;
  std::string worker;       // the one that runs it, or ran it last; empty while it is queued
  std::int64_t claims = 0;  // how often it was claimed
  /// Its worker's last sign of life, and when the lease ends: seconds since the epoch, by the
  /// storage's clock.
  double heartbeat_s = 0.0;
  double lease_until_s = 0.0;
  int lost_workers = 0;             // since its last epoch
  int batch_halvings = 0;           // trained with half the batch, for want of memory
  std::vector<EpochRecord> epochs;  // ascending (stage, epoch)
  std::optional<TrialCost> cost;    // nothing: not measured yet

  /// True for a record of the run that counts: with `restart` only those of the trial's own
  /// stage, else all of them (the run goes on through the stages).
  bool counts(const EpochRecord& record) const;
  /// On the study's first target; nullptr: not measured yet.
  const LatencyRecord* latency() const;
  /// Multiply-accumulates; 0: not known.
  std::int64_t macs() const { return cost ? cost->macs.value_or(0) : 0; }
  Lease lease() const { return {number, claims}; }
  /// The last epoch of the run that counts; 0 before the first (also right after a restart).
  int epochs_done() const;
  /// When each epoch ended, seconds since the epoch; where that is unknown, counted back by the
  /// epochs' seconds from the one after it or, after the last, from the last sign of life.
  std::vector<double> finish_times_s() const;
};

/// Read-only snapshot of all trials, or of some of them, by number.
struct History {
  std::vector<Trial> trials;
  /// std::out_of_range: there is none.
  const Trial& trial(int number) const;
  /// Wall-clock time in which workers worked on the study; 0: not known.
  double elapsed_s = 0.0;
  /// Only in a History that grows in place (Storage::refresh(), a simulation): the numbers of trials
  /// in the order of their changes, so that a reader who has seen a part of it only looks at the rest. `lineage`
  /// tells such Histories apart; 0: there is no journal, everything may have changed.
  std::vector<int> journal = {};
  std::uint64_t lineage = 0;
};

/// One that no other History of this process has.
std::uint64_t new_lineage();

}  // namespace efs::study
