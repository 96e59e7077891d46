#include "study/sql/sql_storage.h"

#include <chrono>
#include <limits>
#include <mutex>
#include <thread>
#include <type_traits>

#include "core/clock.h"
#include "core/error.h"
#include "study/rules.h"
#include "study/sql/soci.h"
#include "study/sql/sql_rows.h"

namespace efs::study {
namespace {

// A server that restarts is back in seconds, one that is upgraded in minutes.
constexpr double kPatience_s = 300.0;
constexpr auto kBetweenReconnections = std::chrono::milliseconds(500);

class SqlStorage final : public Storage {
 public:
  SqlStorage(std::unique_ptr<soci::session> session, Dialect dialect, std::string name,
             std::function<void()> before_each_write)
      : session_(std::move(session)),
        dialect_(std::move(dialect)),
        name_(std::move(name)),
        before_each_write_(std::move(before_each_write)) {}

  StudyInfo info() override {
    return read([&](soci::session& sql) { return rows::select_study(sql); });
  }

  void set_config(const std::string& config_yaml) override {
    write([&](soci::session& sql) {
      sql << "UPDATE study SET config_yaml = :yaml", soci::use(config_yaml, "yaml");
      return true;
    });
  }

  void refresh(History& history) override {
    if (history.lineage == 0) history = {.trials = {}, .lineage = new_lineage()};
    auto changed =
        read([&](soci::session& sql) { return rows::select_changed_trials(sql, history.trials); });
    rules::take_changes(history, std::move(changed));
  }

  std::int64_t revision() override {
    return read([](soci::session& sql) { return select_revision(sql); });
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
      for (const Action& action : actions) {
        std::visit([&](const auto& chosen) { apply_one(sql, chosen, seed); }, action);
      }
      return true;
    });
  }

  std::optional<Trial> claim(const std::string& worker, double lease_s) override {
    // Idle workers ask often, so check without the write lock first.
    if (!has_work()) return std::nullopt;
    return write([&](soci::session& sql) -> std::optional<Trial> {
      const double now_s = select_now_s(sql);
      take_back_silent(sql, now_s);
      const std::string queued = to_string(TrialState::kQueued);
      int number = 0;
      sql << "SELECT number FROM trial WHERE state = :state"
             " ORDER BY COALESCE(macs, 0) DESC, number LIMIT 1" +
                 dialect_.free_row_lock,
          soci::use(queued, "state"), soci::into(number);
      if (!sql.got_data()) return std::nullopt;
      Trial trial = std::move(rows::select_trials(sql, number, number).at(0));
      rules::claim(trial, worker, now_s, lease_s);
      rows::update_trial(sql, trial);
      return trial;
    });
  }

  void renew(const Lease& lease, double lease_s) override {
    change(lease, [&](soci::session& sql, Trial& trial) {
      rules::renew(trial, lease, select_now_s(sql), lease_s);
    });
  }

  void release(const Lease& lease) override {
    change(lease, [&](soci::session&, Trial& trial) { rules::release(trial, lease); });
  }

  TrialState take_back(const Lease& lease, WorkerLoss loss, const std::string& reason) override {
    TrialState state{};
    change(lease, [&](soci::session&, Trial& trial) {
      rules::take_back(trial, lease, loss, reason);
      state = trial.state;
    });
    return state;
  }

  void report_epoch(const Lease& lease, const EpochRecord& record) override {
    change(lease, [&](soci::session& sql, Trial& trial) {
      rows::put_epoch(sql, lease.trial,
                      rules::reported_epoch(trial, lease, record, select_now_s(sql)));
    });
  }

  void report_cost(const Lease& lease, const TrialCost& cost) override {
    change(lease, [&](soci::session& sql, Trial& trial) {
      rules::reported_cost(trial, lease, cost);
      rows::put_latencies(sql, trial);
    });
  }

  void pause(const Lease& lease) override {
    change(lease, [&](soci::session&, Trial& trial) { rules::pause(trial, lease); });
  }

  void finish(const Lease& lease, TrialState state, const std::string& reason) override {
    change(lease,
           [&](soci::session&, Trial& trial) { rules::finish(trial, lease, state, reason); });
  }

  double now_s() override {
    return read([&](soci::session& sql) { return select_now_s(sql); });
  }

  void set_note(const std::string& key, const std::string& value) override {
    write([&](soci::session& sql) {
      rows::put_note(sql, key, value);
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

  Snapshot snapshot() override {
    return read([&](soci::session& sql) {
      return Snapshot{.info = rows::select_study(sql),
                      .history = {rows::select_trials(sql, 0, std::numeric_limits<int>::max())},
                      .notes = rows::select_notes(sql),
                      .revision = select_revision(sql)};
    });
  }

  void restore(const Snapshot& snapshot) override {
    write([&](soci::session& sql) {
      int count = 0;
      sql << "SELECT COUNT(*) FROM trial", soci::into(count);
      if (count > 0) fail("it has trials already, and a copy needs an empty study");
      for (const Trial& trial : snapshot.history.trials) {
        rows::insert_trial(sql, trial);
        rows::update_trial(sql, trial);
        rows::put_latencies(sql, trial);
        for (const EpochRecord& record : trial.epochs) rows::put_epoch(sql, trial.number, record);
      }
      const auto own = rows::select_notes(sql);
      for (const auto& [key, value] : snapshot.notes) {
        if (own.count(key) == 0) rows::put_note(sql, key, value);
      }
      const auto revision = static_cast<long long>(snapshot.revision);
      sql << "UPDATE study SET revision = :revision", soci::use(revision, "revision");
      return true;
    });
  }

 private:
  static std::int64_t select_revision(soci::session& sql) {
    long long revision = 0;
    sql << "SELECT revision FROM study", soci::into(revision);
    return revision;
  }

  double select_now_s(soci::session& sql) const {
    double now_s = 0.0;
    sql << "SELECT " + dialect_.now_s, soci::into(now_s);
    return now_s;
  }

  bool has_work() {
    return read([&](soci::session& sql) {
      const std::string queued = to_string(TrialState::kQueued);
      const std::string running = to_string(TrialState::kRunning);
      int number = 0;
      sql << "SELECT number FROM trial WHERE state = :queued OR (state = :running AND"
             " lease_until_s < " +
                 dialect_.now_s + ") LIMIT 1",
          soci::use(queued, "queued"), soci::use(running, "running"), soci::into(number);
      return sql.got_data();
    });
  }

  void take_back_silent(soci::session& sql, double now_s) const {
    const std::string running = to_string(TrialState::kRunning);
    while (true) {
      int number = 0;
      sql << "SELECT number FROM trial WHERE state = :running AND lease_until_s < :now"
             " ORDER BY number LIMIT 1" +
                 dialect_.free_row_lock,
          soci::use(running, "running"), soci::use(now_s, "now"), soci::into(number);
      if (!sql.got_data()) return;
      Trial trial = rows::lock_trial(sql, number, dialect_.row_lock);
      rules::take_back_silent(trial, now_s);
      rows::update_trial(sql, trial);
    }
  }

  void apply_one(soci::session& sql, const CreateTrial& action, std::uint64_t study_seed) const {
    int count = 0;
    sql << "SELECT COUNT(*) FROM trial", soci::into(count);
    rows::insert_trial(sql, rules::created(action, count, study_seed));
  }
  template <typename Change>
  void apply_one(soci::session& sql, const Change& action, std::uint64_t /*study_seed*/) const {
    Trial trial = rows::lock_trial(sql, action.number, dialect_.row_lock);
    if constexpr (std::is_same_v<Change, RetryTrial>) {  // whose rule looks at the epochs
      trial = std::move(rows::select_trials(sql, action.number, action.number).at(0));
    }
    rules::apply(trial, action);
    rows::update_trial(sql, trial);
  }

  template <typename Change>
  void change(const Lease& lease, Change make) {
    write([&](soci::session& sql) {
      Trial trial = rows::lock_trial(sql, lease.trial, dialect_.row_lock);
      make(sql, trial);
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
    return within(dialect_.begin_write, [&](soci::session& sql) {
      before_each_write_();
      return body(sql);
    });
  }

  /// Runs body(session) in one transaction; every failure names the database.
  template <typename Body>
  Result<Body> within(const std::string& begin, Body body) {
    const std::lock_guard lock(mutex_);
    const double start_s = clock_.steady_s();
    while (true) {
      try {
        Transaction transaction(*session_, begin);
        Result<Body> result = body(*session_);
        transaction.commit();
        return result;
      } catch (const soci::soci_error& error) {
        if (try_again(error, start_s)) continue;
        throw StorageFailure(fmt::format("{}: {}", name_, dialect_.explain(error)));
      } catch (const LeaseLost& error) {
        throw LeaseLost(fmt::format("{}: {}", name_, error.what()));
      } catch (const Error& error) {
        fail("{}: {}", name_, error.what());
      }
    }
  }

  /// Whether to run the transaction again, after reconnecting if need be.
  bool try_again(const soci::soci_error& error, double start_s) {
    const Retry retry = dialect_.retry(error);
    const auto has_time = [&] { return clock_.steady_s() - start_s < kPatience_s; };
    if (retry != Retry::kReconnect) return retry == Retry::kAgain && has_time();
    while (has_time()) {
      std::this_thread::sleep_for(kBetweenReconnections);
      try {
        session_->reconnect();
        return true;
      } catch (const soci::soci_error&) {
        // It is not back yet.
      }
    }
    return false;
  }

  std::mutex mutex_;
  SystemClock clock_;
  std::unique_ptr<soci::session> session_;
  const Dialect dialect_;
  const std::string name_;
  const std::function<void()> before_each_write_;
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
                                          const Dialect& dialect, const std::string& name,
                                          std::function<void()> before_each_write) {
  return std::make_unique<SqlStorage>(std::move(session), dialect, name,
                                      std::move(before_each_write));
}

}  // namespace efs::study
