// Where a study lives. The seam between one machine's SQLite file and a cluster's database.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "study/trial.h"

namespace efs::study {

/// What is fixed when a study is created.
struct StudyInfo {
  std::string name;
  std::string config_yaml;  // resolved configuration
  std::string dataset_digest;
  std::string program_version;
  std::uint64_t seed = 0;
  double created_unix_s = 0.0;
};

/// What a scheduler decided; applied by Storage in one transaction.
struct CreateTrial {
  Params params;
  int stage = 1;
  int target_epoch = 0;
};
struct PromoteTrial {
  int number = 0;
  int stage = 1;
  int target_epoch = 0;
  bool restart = false;
};
struct EndTrial {
  int number = 0;
  TrialState state = TrialState::kStopped;
  std::string reason;
};
using Action = std::variant<CreateTrial, PromoteTrial, EndTrial>;

/// Contract (every implementation passes tests/study/storage_contract.h):
/// - Every call is one transaction: it happens wholly or not at all, also under kill -9.
/// - Numbers of trials are consecutive from 0 in order of creation; their seed is
///   derive_seed(study seed, number).
/// - revision() grows with every apply(); apply() with an outdated revision changes nothing and
///   returns false, so that of several workers that planned on the same History one wins. Read
///   revision() before history(): then no plan rests on a History older than its revision.
/// - An action that does not fit its trial's state (only a paused trial is promoted, only one that
///   has not ended is ended) throws Error, and none of the actions happen.
/// - claim() hands each queued trial to one worker only: the one with the most MACs first (unknown:
///   none), so that no long one begins when all others end; of equals the lowest number.
/// - Writes of a trial's progress by a worker that no longer holds it throw Error.
/// - Doubles read back equal, infinities and NaN (a diverged loss) too.
/// - One object may be used by several threads; reading never makes a writer wait.
/// - Errors name the database and the cure.
class Storage {
 public:
  virtual ~Storage() = default;

  virtual StudyInfo info() = 0;
  virtual History history() = 0;
  virtual std::int64_t revision() = 0;

  virtual bool apply(const std::vector<Action>& actions, std::int64_t revision) = 0;

  /// kQueued -> kRunning; nothing when no trial is queued.
  virtual std::optional<Trial> claim(const std::string& worker) = 0;
  /// kRunning -> kQueued: the worker stops, its checkpoint stays.
  virtual void release(int number, const std::string& worker) = 0;
  /// Returns every running trial to the queue: `efs search --resume` after a kill. Count returned.
  virtual int release_all() = 0;

  /// Records one epoch; replaces the record of the same stage and epoch.
  virtual void report_epoch(int number, const std::string& worker, const EpochRecord& record) = 0;
  /// Latency, parameters, MACs, size: what is known before training.
  virtual void report_cost(int number, const std::string& worker, const LatencyRecord& latency,
                           std::int64_t parameter_count, std::int64_t macs, double size_mb) = 0;
  /// Target reached: kRunning -> kPaused.
  virtual void pause(int number, const std::string& worker) = 0;
  /// kRunning -> kInfeasible, kDiverged, kFailed.
  virtual void finish(int number, const std::string& worker, TrialState state,
                      const std::string& reason) = 0;

  /// Study-wide facts by key ("winner", "targets", ...): small texts.
  virtual void set_note(const std::string& key, const std::string& value) = 0;
  virtual std::optional<std::string> note(const std::string& key) = 0;
};

/// SQLite in WAL mode. `create`: Error if the file exists; missing parent folders are made. Schema
/// version is checked on open: an older one is upgraded, a newer one refused.
std::unique_ptr<Storage> create_sqlite_storage(const std::string& path, const StudyInfo& info);
std::unique_ptr<Storage> open_sqlite_storage(const std::string& path);
/// For tests and simulations.
std::unique_ptr<Storage> create_memory_storage(const StudyInfo& info);

}  // namespace efs::study
