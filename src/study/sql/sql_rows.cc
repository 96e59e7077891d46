#include "study/sql/sql_rows.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include "core/error.h"
#include "core/text/parse_number.h"
#include "study/rules.h"
#include "study/sql/sql_columns.h"

namespace efs::study::rows {
namespace {

std::string kind_of(const ParamValue& value) {
  if (std::holds_alternative<std::string>(value)) return "text";
  return std::holds_alternative<std::int64_t>(value) ? "integer" : "real";
}

template <typename Number>
Number exact(const std::string& text) {
  if (const auto value = parse_number<Number>(text)) return *value;
  fail("the parameter value '{}' is damaged; restore the study from a copy", text);
}

ParamValue param_value(const std::string& kind, const std::string& text) {
  if (kind == "text") return text;
  if (kind == "integer") return exact<std::int64_t>(text);
  if (kind == "real") return exact<double>(text);
  fail("the parameter kind '{}' is unknown; restore the study from a copy", kind);
}

/// Columns of table trial that hold a field of Trial in another form.
struct TrialColumns {
  long long seed = 0;
  std::string state;
  int restart = 0;
  Column<std::int64_t> weight_count, macs;
  Column<double> size_mb;

  TrialColumns() = default;
  explicit TrialColumns(const Trial& trial)
      : seed(static_cast<long long>(trial.seed)),
        state(to_string(trial.state)),
        restart(trial.restart ? 1 : 0) {
    if (!trial.cost) return;
    weight_count = Column(trial.cost->weight_count);
    macs = Column(trial.cost->macs);
    size_mb = Column(trial.cost->size_mb);
  }
  void write_to(Trial& trial) const {
    trial.seed = static_cast<std::uint64_t>(seed);
    trial.state = trial_state(state);
    trial.restart = restart != 0;
    trial.cost = TrialCost{{}, weight_count.get(), macs.get(), size_mb.get()};
    const bool known = trial.cost->weight_count || trial.cost->macs || trial.cost->size_mb;
    if (!known) trial.cost.reset();
  }
};

/// Calls `take` after each row, which is then in what the query binds.
template <typename Take>
void for_each_row(const soci::details::prepare_temp_type& query, Take take) {
  soci::statement statement = query;
  statement.execute();
  while (statement.fetch()) take();
}

/// `lock`: what ends the query.
std::vector<Trial> select_rows(soci::session& sql, int first, int last, const std::string& lock) {
  std::vector<Trial> trials;
  Trial row;
  TrialColumns columns;
  for_each_row(
      (sql.prepare << "SELECT number, seed, state, reason, stage, target_epoch, restart, worker,"
                      " claims, heartbeat_s, lease_until_s, losses, batch_halvings,"
                      " parameter_count, macs, size_mb FROM trial WHERE number BETWEEN :first AND "
                      ":last ORDER BY number" +
                          lock,
       soci::into(row.number), soci::into(columns.seed), soci::into(columns.state),
       soci::into(row.reason), soci::into(row.stage), soci::into(row.target_epoch),
       soci::into(columns.restart), soci::into(row.worker), soci::into(row.claims),
       soci::into(row.heartbeat_s), soci::into(row.lease_until_s), soci::into(row.lost_workers),
       soci::into(row.batch_halvings), into(columns.weight_count), into(columns.macs),
       into(columns.size_mb), soci::use(first, "first"), soci::use(last, "last")),
      [&] {
        const int expected = first + static_cast<int>(trials.size());
        if (row.number != expected) {
          fail("trial {} is missing; the file is damaged: restore it from a copy", expected);
        }
        columns.write_to(row);
        trials.push_back(row);
      });
  return trials;
}

/// The trial `number` of `trials`, which begin with number `first`. Error: it is not among them, so
/// that a row belongs to no trial.
Trial& owner(std::vector<Trial>& trials, int first, int number) {
  const auto index = static_cast<std::size_t>(number - first);
  if (index >= trials.size()) {
    fail("trial {} has records but no row; the file is damaged: restore it from a copy", number);
  }
  return trials[index];
}

void add_params(soci::session& sql, int first, int last, std::vector<Trial>& trials) {
  int number = 0;
  std::string name, kind, value;
  for_each_row((sql.prepare << "SELECT trial, name, kind, value FROM param"
                               " WHERE trial BETWEEN :first AND :last",
                soci::into(number), soci::into(name), soci::into(kind), soci::into(value),
                soci::use(first, "first"), soci::use(last, "last")),
               [&] { owner(trials, first, number).params[name] = param_value(kind, value); });
}

void add_latencies(soci::session& sql, int first, int last, std::vector<Trial>& trials) {
  int number = 0;
  std::string target, detail;
  Real median_ms, p90_ms;
  for_each_row((sql.prepare << "SELECT trial, target, median_ms, p90_ms, detail FROM latency"
                               " WHERE trial BETWEEN :first AND :last",
                soci::into(number), soci::into(target), into(median_ms), into(p90_ms),
                soci::into(detail), soci::use(first, "first"), soci::use(last, "last")),
               [&] {
                 auto& cost = owner(trials, first, number).cost;
                 if (!cost) cost.emplace();
                 cost->latencies[target] = {median_ms.get(), p90_ms.get(), detail};
               });
}

void add_epochs(soci::session& sql, int first, int last, std::vector<Trial>& trials) {
  int number = 0;
  EpochRecord record;
  Real train_loss, learning_rate, seconds, images_per_second;
  for_each_row((sql.prepare << "SELECT trial, stage, epoch, train_loss, learning_rate, seconds,"
                               " images_per_second, finished_unix_s, worker FROM epoch"
                               " WHERE trial BETWEEN :first AND :last ORDER BY trial, stage, epoch",
                soci::into(number), soci::into(record.stage), soci::into(record.epoch),
                into(train_loss), into(learning_rate), into(seconds), into(images_per_second),
                soci::into(record.finished_unix_s), soci::into(record.worker),
                soci::use(first, "first"), soci::use(last, "last")),
               [&] {
                 record.train_loss = train_loss.get();
                 record.learning_rate = learning_rate.get();
                 record.seconds = seconds.get();
                 record.images_per_second = images_per_second.get();
                 owner(trials, first, number).epochs.push_back(record);
               });
}

/// In any order: sorting would cost more than finding each one's epoch.
void add_metrics(soci::session& sql, int first, int last, std::vector<Trial>& trials) {
  int number = 0, stage = 0, epoch = 0;
  std::string name;
  Real value;
  for_each_row(
      (sql.prepare << "SELECT trial, stage, epoch, name, value FROM epoch_metric"
                      " WHERE trial BETWEEN :first AND :last",
       soci::into(number), soci::into(stage), soci::into(epoch), soci::into(name), into(value),
       soci::use(first, "first"), soci::use(last, "last")),
      [&] {
        auto& epochs = owner(trials, first, number).epochs;
        const auto record =
            std::ranges::lower_bound(epochs, std::pair(stage, epoch), {},
                                     [](const auto& r) { return std::pair(r.stage, r.epoch); });
        if (record == epochs.end() || record->stage != stage || record->epoch != epoch) {
          fail(
              "epoch {} of trial {} has metrics but no row; the file is damaged: restore it from a "
              "copy",
              epoch, number);
        }
        record->metrics.set(name, value.get());
      });
}

/// Consecutive rows, with everything else that belongs to the trials.
std::vector<Trial> completed(soci::session& sql, std::vector<Trial> trials) {
  if (trials.empty()) return trials;
  const int first = trials.front().number, last = trials.back().number;
  add_params(sql, first, last, trials);
  add_latencies(sql, first, last, trials);
  add_epochs(sql, first, last, trials);
  add_metrics(sql, first, last, trials);
  return trials;
}

}  // namespace

void insert_study(soci::session& sql, const StudyInfo& info) {
  insert(
      sql,
      "study (name, config_yaml, dataset_digest, program_version, seed, created_unix_s, revision)",
      info.name, info.config_yaml, info.dataset_digest, info.program_version,
      static_cast<long long>(info.seed), info.created_unix_s, 0);
}

StudyInfo select_study(soci::session& sql) {
  StudyInfo info;
  long long seed = 0;
  sql << "SELECT name, config_yaml, dataset_digest, program_version, seed, created_unix_s"
         " FROM study",
      soci::into(info.name), soci::into(info.config_yaml), soci::into(info.dataset_digest),
      soci::into(info.program_version), soci::into(seed), soci::into(info.created_unix_s);
  if (!sql.got_data()) fail("the study's own row is missing; restore the file from a copy");
  info.seed = static_cast<std::uint64_t>(seed);
  return info;
}

std::vector<Trial> select_trials(soci::session& sql, int first, int last) {
  return completed(sql, select_rows(sql, first, last, ""));
}

std::vector<Trial> select_changed_trials(soci::session& sql, const std::vector<Trial>& known) {
  std::vector<Trial> rows = select_rows(sql, 0, std::numeric_limits<int>::max(), "");
  if (rows.size() < known.size()) {
    fail("there are {} trials, where there were {}: the study is another one now", rows.size(),
         known.size());
  }
  const auto is_unchanged = [&](const Trial& row) {
    const auto number = static_cast<std::size_t>(row.number);
    return number < known.size() && rules::is_unchanged(row, known[number]);
  };
  std::vector<Trial> changed;
  for (auto from = rows.begin(); from != rows.end();) {
    from = std::find_if_not(from, rows.end(), is_unchanged);
    const auto to = std::find_if(from, rows.end(), is_unchanged);
    if (from == to) break;
    std::vector<Trial> run(std::make_move_iterator(from), std::make_move_iterator(to));
    std::ranges::move(completed(sql, std::move(run)), std::back_inserter(changed));
    from = to;
  }
  return changed;
}

Trial lock_trial(soci::session& sql, int number, const std::string& row_lock) {
  std::vector<Trial> trials = select_rows(sql, number, number, row_lock);
  if (trials.empty()) fail("there is no trial {}", number);
  add_params(sql, number, number, trials);
  return std::move(trials.front());
}

void insert_trial(soci::session& sql, const Trial& trial) {
  const TrialColumns columns(trial);
  insert(sql, "trial (number, seed, state, reason, stage, target_epoch, restart, worker)",
         trial.number, columns.seed, columns.state, trial.reason, trial.stage, trial.target_epoch,
         columns.restart, trial.worker);
  for (const auto& [name, value] : trial.params) {
    insert(sql, "param (trial, name, kind, value)", trial.number, name, kind_of(value),
           to_string(value));
  }
}

void update_trial(soci::session& sql, const Trial& trial) {
  TrialColumns columns(trial);
  sql << "UPDATE trial SET state = :state, reason = :reason, stage = :stage,"
         " target_epoch = :target, restart = :restart, worker = :worker, claims = :claims,"
         " heartbeat_s = :heartbeat, lease_until_s = :lease_until, losses = :losses,"
         " batch_halvings = :halvings,"
         " parameter_count = :parameters, macs = :macs, size_mb = :size WHERE number = :number",
      soci::use(columns.state, "state"), soci::use(trial.reason, "reason"),
      soci::use(trial.stage, "stage"), soci::use(trial.target_epoch, "target"),
      soci::use(columns.restart, "restart"), soci::use(trial.worker, "worker"),
      soci::use(trial.claims, "claims"), soci::use(trial.heartbeat_s, "heartbeat"),
      soci::use(trial.lease_until_s, "lease_until"), soci::use(trial.lost_workers, "losses"),
      soci::use(trial.batch_halvings, "halvings"), use(columns.weight_count, "parameters"),
      use(columns.macs, "macs"), use(columns.size_mb, "size"), soci::use(trial.number, "number");
}

void put_latencies(soci::session& sql, const Trial& trial) {
  sql << "DELETE FROM latency WHERE trial = :trial", soci::use(trial.number, "trial");
  if (!trial.cost) return;
  for (const auto& [target, latency] : trial.cost->latencies) {
    insert(sql, "latency (trial, target, median_ms, p90_ms, detail)", trial.number, target,
           Real(latency.median_ms), Real(latency.p90_ms), latency.detail_json);
  }
}

void put_epoch(soci::session& sql, int number, const EpochRecord& record) {
  for (const char* table : {"epoch_metric", "epoch"}) {
    sql << std::string("DELETE FROM ") + table +
               " WHERE trial = :trial AND stage = :stage AND epoch = :epoch",
        soci::use(number, "trial"), soci::use(record.stage, "stage"),
        soci::use(record.epoch, "epoch");
  }
  insert(sql,
         "epoch (trial, stage, epoch, train_loss, learning_rate, seconds, images_per_second,"
         " finished_unix_s, worker)",
         number, record.stage, record.epoch, Real(record.train_loss), Real(record.learning_rate),
         Real(record.seconds), Real(record.images_per_second), record.finished_unix_s,
         record.worker);
  for (const auto& [name, metric] : record.metrics) {
    insert(sql, "epoch_metric (trial, stage, epoch, name, value)", number, record.stage,
           record.epoch, name, Real(metric));
  }
}

std::map<std::string, std::string> select_notes(soci::session& sql) {
  std::map<std::string, std::string> notes;
  std::string name, value;
  for_each_row((sql.prepare << "SELECT name, value FROM note", soci::into(name), soci::into(value)),
               [&] { notes[name] = value; });
  return notes;
}

void put_note(soci::session& sql, const std::string& name, const std::string& value) {
  sql << "DELETE FROM note WHERE name = :name", soci::use(name, "name");
  insert(sql, "note (name, value)", name, value);
}

}  // namespace efs::study::rows
