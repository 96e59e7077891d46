#include "study/sql_storage.h"

#include <limits>
#include <mutex>
#include <type_traits>

#include "core/error.h"
#include "study/rules.h"
#include "study/soci.h"
#include "study/sql_rows.h"

namespace efs::study {
namespace {

class SqlStorage final : public Storage {
 public:
  SqlStorage(std::unique_ptr<soci::session> session, Dialect dialect, std::string name)
      : session_(std::move(session)), dialect_(std::move(dialect)), name_(std::move(name)) {}

  StudyInfo info() override {
    return read([&](soci::session& sql) { return rows::select_study(sql); });
  }

  History history() override {
    return read([&](soci::session& sql) {
      return History{rows::select_trials(sql, 0, std::numeric_limits<int>::max())};
    });
  }

  std::int64_t revision() override {
    return read([&](soci::session& sql) {
      long long revision = 0;
      sql << "SELECT revision FROM study", soci::into(revision);
      return static_cast<std::int64_t>(revision);
    });
  }

  bool apply(const std::vector<Action>& actions, std::int64_t revision) override {
    return write([&](soci::session& sql) {
      const auto planned_on = static_cast<long long>(revision);
      soci::statement advance =
          (sql.prepare << "UPDATE study SET revision = revision + 1 WHERE revision = :revision",
           soci::use(planned_on, "revision"));
      advance.execute(true);
      if (advance.get_affected_rows() != 1) return false;
      const std::uint64_t seed = rows::select_study(sql).seed;
      for (const auto& action : actions) apply_one(sql, action, seed);
      return true;
    });
  }

  std::optional<Trial> claim(const std::string& worker) override {
    return write([&](soci::session& sql) -> std::optional<Trial> {
      const std::string queued = to_string(TrialState::kQueued);
      int number = 0;
      sql << "SELECT number FROM trial WHERE state = :state"
             " ORDER BY COALESCE(macs, 0) DESC, number LIMIT 1" +
                 dialect_.claim_lock,
          soci::use(queued, "state"), soci::into(number);
      if (!sql.got_data()) return std::nullopt;
      Trial trial = std::move(rows::select_trials(sql, number, number).at(0));
      rules::claim(trial, worker);
      rows::update_trial(sql, trial);
      return trial;
    });
  }

  void release(int number, const std::string& worker) override {
    change(number, [&](Trial& trial) { rules::release(trial, worker); });
  }

  int release_all() override {
    return write([&](soci::session& sql) {
      const std::string running = to_string(TrialState::kRunning);
      const std::string queued = to_string(TrialState::kQueued);
      soci::statement update =
          (sql.prepare << "UPDATE trial SET state = :queued, worker = '' WHERE state = :running",
           soci::use(queued, "queued"), soci::use(running, "running"));
      update.execute(true);
      return static_cast<int>(update.get_affected_rows());
    });
  }

  void report_epoch(int number, const std::string& worker, const EpochRecord& record) override {
    write([&](soci::session& sql) {
      rules::require_held(rows::select_trial(sql, number), worker);
      rows::put_epoch(sql, number, record);
      return true;
    });
  }

  void report_cost(int number, const std::string& worker, const LatencyRecord& latency,
                   std::int64_t parameter_count, std::int64_t macs, double size_mb) override {
    change(number, [&](Trial& trial) {
      rules::require_held(trial, worker);
      trial.latency = latency;
      trial.parameter_count = parameter_count;
      trial.macs = macs;
      trial.size_mb = size_mb;
    });
  }

  void pause(int number, const std::string& worker) override {
    change(number, [&](Trial& trial) { rules::pause(trial, worker); });
  }

  void finish(int number, const std::string& worker, TrialState state,
              const std::string& reason) override {
    change(number, [&](Trial& trial) { rules::finish(trial, worker, state, reason); });
  }

  void set_note(const std::string& key, const std::string& value) override {
    write([&](soci::session& sql) {
      sql << "DELETE FROM note WHERE name = :name", soci::use(key, "name");
      sql << "INSERT INTO note (name, value) VALUES (:name, :value)", soci::use(key, "name"),
          soci::use(value, "value");
      return true;
    });
  }

  std::optional<std::string> note(const std::string& key) override {
    return read([&](soci::session& sql) -> std::optional<std::string> {
      std::string value;
      sql << "SELECT value FROM note WHERE name = :name", soci::use(key, "name"), soci::into(value);
      if (!sql.got_data()) return std::nullopt;
      return value;
    });
  }

 private:
  static void apply_one(soci::session& sql, const Action& action, std::uint64_t study_seed) {
    if (const auto* create = std::get_if<CreateTrial>(&action)) {
      int count = 0;
      sql << "SELECT COUNT(*) FROM trial", soci::into(count);
      rows::insert_trial(sql, rules::created(*create, count, study_seed));
    } else if (const auto* promote = std::get_if<PromoteTrial>(&action)) {
      Trial trial = rows::select_trial(sql, promote->number);
      rules::promote(trial, *promote);
      rows::update_trial(sql, trial);
    } else if (const auto* end = std::get_if<EndTrial>(&action)) {
      Trial trial = rows::select_trial(sql, end->number);
      rules::end(trial, *end);
      rows::update_trial(sql, trial);
    }
  }

  template <typename Change>
  void change(int number, Change make) {
    write([&](soci::session& sql) {
      Trial trial = rows::select_trial(sql, number);
      make(trial);
      rows::update_trial(sql, trial);
      return true;
    });
  }

  template <typename Body>
  using Result = std::invoke_result_t<Body, soci::session&>;

  template <typename Body>
  Result<Body> read(Body body) {
    return within(dialect_.begin_read, body);
  }

  template <typename Body>
  Result<Body> write(Body body) {
    return within(dialect_.begin_write, body);
  }

  /// Runs body(session) in one transaction; every failure names the database.
  template <typename Body>
  Result<Body> within(const std::string& begin, Body body) {
    const std::lock_guard lock(mutex_);
    try {
      Transaction transaction(*session_, begin);
      Result<Body> result = body(*session_);
      transaction.commit();
      return result;
    } catch (const soci::soci_error& error) {
      fail("{}: {}", name_, dialect_.explain(error));
    } catch (const Error& error) {
      fail("{}: {}", name_, error.what());
    }
  }

  std::mutex mutex_;
  std::unique_ptr<soci::session> session_;
  const Dialect dialect_;
  const std::string name_;
};

}  // namespace

Transaction::Transaction(soci::session& sql, const std::string& begin) : sql_(sql) {
  sql_ << begin;
}

Transaction::~Transaction() {
  if (!open_) return;
  try {
    sql_ << "ROLLBACK";
  } catch (const soci::soci_error&) {
    // The database has rolled back by itself (a full disk) or is gone; the first error is told.
  }
}

void Transaction::commit() {
  sql_ << "COMMIT";
  open_ = false;
}

std::unique_ptr<Storage> make_sql_storage(std::unique_ptr<soci::session> session,
                                          const Dialect& dialect, const std::string& name) {
  return std::make_unique<SqlStorage>(std::move(session), dialect, name);
}

}  // namespace efs::study
