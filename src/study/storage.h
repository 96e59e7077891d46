// The storage of a study: one machine's SQLite file, or a cluster's database.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "study/trial.h"

namespace efs::study {

/// Fixed when a study is created, except for the configuration (set_config()).
struct StudyInfo {
  std::string name;
  std::string config_yaml;  // resolved configuration
  std::string dataset_digest;
  std::string program_version;
  std::uint64_t seed = 0;
  double created_unix_s = 0.0;
};

/// Everything that a study's database holds.
struct Snapshot {
  StudyInfo info;
  History history;
  std::map<std::string, std::string> notes;
  std::int64_t revision = 0;
};

/// Decisions of a scheduler; Storage applies them in one transaction.
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
/// Decided by a user, not by a scheduler: a failed trial is queued again, and goes on from its
/// checkpoint.
struct RetryTrial {
  int number = 0;
};
using Action = std::variant<CreateTrial, PromoteTrial, EndTrial, RetryTrial>;

/// A write by a worker that no longer holds its trial: leave the trial, claim another.
class LeaseLost : public Error {
 public:
  using Error::Error;
};

/// The storage failed: its disk is full, its server is gone, its file is damaged. No trial caused
/// it.
class StorageFailure : public Error {
 public:
  using Error::Error;
};

/// Contract (every implementation passes tests/study/storage_contract.h):
/// - Every call is one transaction: it happens wholly or not at all, also under kill -9.
/// - Numbers of trials are consecutive from 0 in order of creation; their seed is
///   derive_seed(study seed, number).
/// - revision() grows with every apply(); apply() with an outdated revision changes nothing and
///   returns false, so that one of several workers that planned on the same History wins. Read
///   revision() before history(): then no plan rests on a History older than its revision.
/// - An action that does not fit its trial's state (only a paused trial is promoted, or with
///   `restart` a completed one; only one that has not ended is ended; only a failed one is tried
///   again) throws Error, and none of the actions happen.
/// - claim() hands each queued trial to one worker only: the one with the most MACs first (unknown:
///   none), so that no long one begins when all others end; among equals the lowest number.
/// - A claim is a lease, for a time that the storage's own clock measures (the machines of a
///   cluster need not agree on theirs). The worker renews it; claim() first takes back the trials
///   whose lease has ended, as take_back(kSilent) does.
/// - Writes of a trial's progress with a lease that is not the latest, or that was given back,
///   throw LeaseLost. release(), pause() and finish() with the lease that already did the same
///   change nothing, so that a worker that lost its connection may ask again.
/// - Whatever changes a trial changes one of the fields that rules::is_unchanged() compares.
/// - Doubles read back equal, infinities and NaN (a diverged loss) too.
/// - One object may be used by several threads; reading never makes a writer wait.
/// - Errors name the database and the cure.
class Storage {
 public:
  virtual ~Storage() = default;

  virtual StudyInfo info() = 0;
  /// For changes that concern no trial: where files lie, how the machine is used, when the search
  /// ends.
  virtual void set_config(const std::string& config_yaml) = 0;
  /// All trials as they are, without a journal.
  History history();
  /// Brings a History that this function filled before, or a new one, up to date; its journal then
  /// names the trials that changed. Reads little where little has changed.
  virtual void refresh(History& history) = 0;
  virtual std::int64_t revision() = 0;

  virtual bool apply(const std::vector<Action>& actions, std::int64_t revision) = 0;

  /// kQueued -> kRunning; nothing when no trial is queued.
  virtual std::optional<Trial> claim(const std::string& worker, double lease_s) = 0;
  /// A sign of life: the lease lasts `lease_s` from now.
  virtual void renew(const Lease& lease, double lease_s) = 0;
  /// kRunning -> kQueued: the worker stops, its checkpoint stays.
  virtual void release(const Lease& lease) = 0;
  /// The trial's worker is gone. kRunning -> kQueued, to be tried again; or kFailed for `reason`,
  /// if this is the 2nd crash since the last epoch, the 5th kill or silence, or the memory was too
  /// small for half the batch too. Returns the state.
  virtual TrialState take_back(const Lease& lease, WorkerLoss loss, const std::string& reason) = 0;

  /// Records one epoch; replaces the record of the same stage and epoch. Storage sets the record's
  /// `worker` and `finished_unix_s`.
  virtual void report_epoch(const Lease& lease, const EpochRecord& record) = 0;
  virtual void report_cost(const Lease& lease, const TrialCost& cost) = 0;
  /// Target reached: kRunning -> kPaused.
  virtual void pause(const Lease& lease) = 0;
  /// kRunning -> kInfeasible, kDiverged, kFailed.
  virtual void finish(const Lease& lease, TrialState state, const std::string& reason) = 0;

  /// Seconds since the epoch, by the clock that leases are measured with.
  virtual double now_s() = 0;

  /// Study-wide facts by key (notes.h): small texts.
  virtual void set_note(const std::string& key, const std::string& value) = 0;
  virtual std::optional<std::string> note(const std::string& key) = 0;

  /// Everything, as of one moment.
  virtual Snapshot snapshot() = 0;
  /// Fills a study that has no trials yet with another's trials, notes (where it has none of the
  /// name) and revision; its own info stays. Error: it has trials.
  virtual void restore(const Snapshot& snapshot) = 0;
};

/// How a server's database is reached.
struct Access {
  /// How long the first connection is tried while the server does not answer. A user waits for it;
  /// a worker has time (kWorkersPatience_s).
  double patience_s = 5.0;
  /// False: PGPASSWORD is not sent, for a server that only a file names and no user asked for.
  bool password_from_environment = true;
};
constexpr double kWorkersPatience_s = 300.0;

/// SQLite in WAL mode. `create`: Error if the file exists; missing parent folders are made. `open`
/// upgrades an older schema and refuses a newer one; it opens a copy, as of that moment, where the
/// file or its folder cannot be written. When the file is removed or replaced while it is in use,
/// every later call is an Error.
std::unique_ptr<Storage> create_sqlite_storage(const std::string& path, const StudyInfo& info);
std::unique_ptr<Storage> open_sqlite_storage(const std::string& path);
/// PostgreSQL; `url` as in study_url.h. While the server is gone, a call waits for it up to five
/// minutes. Errors never show the password.
std::unique_ptr<Storage> create_postgres_storage(const std::string& url, const StudyInfo& info);
/// Error: the study that create_postgres_storage() would make exists, or the server cannot be
/// reached.
void refuse_existing_postgres_storage(const std::string& url);
std::unique_ptr<Storage> open_postgres_storage(const std::string& url, const Access& access = {});
/// Deletes the study from the database.
void drop_postgres_storage(const std::string& url);

}  // namespace efs::study
