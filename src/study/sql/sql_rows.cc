#include "study/sql/sql_rows.h"

#include <algorithm>
#include <charconv>

#include "core/error.h"
#include "study/sql/sql_columns.h"

namespace efs::study::rows {
namespace {

std::string kind_of(const ParamValue& value) {
  if (std::holds_alternative<std::string>(value)) return "text";
  return std::holds_alternative<std::int64_t>(value) ? "integer" : "real";
}

template <typename Number>
Number exact(const std::string& text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    fail("the parameter value '{}' is damaged; restore the study from a copy", text);
  }
  return value;
}

ParamValue param_value(const std::string& kind, const std::string& text) {
  if (kind == "text") return text;
  if (kind == "integer") return exact<std::int64_t>(text);
  if (kind == "real") return exact<double>(text);
  fail("the parameter kind '{}' is unknown; restore the study from a copy", kind);
}

/// The columns of table trial, bound for reading or writing.
struct TrialRow {
  int number = 0;
  long long seed = 0;
  std::string state;
  std::string reason;
  int stage = 0;
  int target_epoch = 0;
  int restart = 0;
  std::string worker;
  long long claims = 0;
  double heartbeat_s = 0.0;
  double lease_until_s = 0.0;
  int losses = 0;
  int batch_halvings = 0;
  Column<long long> weight_count;
  Column<long long> macs;
  Column<double> size_mb;

  TrialRow() = default;
  explicit TrialRow(const Trial& trial);
  Trial trial() const;
};

std::optional<long long> wide(const std::optional<std::int64_t>& value) {
  if (!value) return std::nullopt;
  return static_cast<long long>(*value);
}

TrialRow::TrialRow(const Trial& trial)
    : number(trial.number),
      seed(static_cast<long long>(trial.seed)),
      state(to_string(trial.state)),
      reason(trial.reason),
      stage(trial.stage),
      target_epoch(trial.target_epoch),
      restart(trial.restart ? 1 : 0),
      worker(trial.worker),
      claims(static_cast<long long>(trial.claims)),
      heartbeat_s(trial.heartbeat_s),
      lease_until_s(trial.lease_until_s),
      losses(trial.lost_workers),
      batch_halvings(trial.batch_halvings) {
  if (!trial.cost) return;
  weight_count = Column<long long>(wide(trial.cost->weight_count));
  macs = Column<long long>(wide(trial.cost->macs));
  size_mb = Column<double>(trial.cost->size_mb);
}

Trial TrialRow::trial() const {
  Trial trial;
  trial.number = number;
  trial.seed = static_cast<std::uint64_t>(seed);
  trial.state = trial_state(state);
  trial.reason = reason;
  trial.stage = stage;
  trial.target_epoch = target_epoch;
  trial.restart = restart != 0;
  trial.worker = worker;
  trial.claims = claims;
  trial.heartbeat_s = heartbeat_s;
  trial.lease_until_s = lease_until_s;
  trial.lost_workers = losses;
  trial.batch_halvings = batch_halvings;
  if (weight_count.get() || macs.get() || size_mb.get()) {
    trial.cost = TrialCost{{}, weight_count.get(), macs.get(), size_mb.get()};
  }
  return trial;
}

/// `lock`: what ends the query.
std::vector<Trial> select_rows(soci::session& sql, int first, int last, const std::string& lock) {
  std::vector<Trial> trials;
  TrialRow row;
  soci::statement statement =
      (sql.prepare << "SELECT number, seed, state, reason, stage, target_epoch, restart, worker,"
                      " claims, heartbeat_s, lease_until_s, losses, batch_halvings,"
                      " parameter_count, macs, size_mb FROM trial WHERE number BETWEEN :first AND "
                      ":last ORDER BY number" +
                          lock,
       soci::into(row.number), soci::into(row.seed), soci::into(row.state), soci::into(row.reason),
       soci::into(row.stage), soci::into(row.target_epoch), soci::into(row.restart),
       soci::into(row.worker), soci::into(row.claims), soci::into(row.heartbeat_s),
       soci::into(row.lease_until_s), soci::into(row.losses), soci::into(row.batch_halvings),
       into(row.weight_count), into(row.macs), into(row.size_mb), soci::use(first, "first"),
       soci::use(last, "last"));
  statement.execute();
  while (statement.fetch()) {
    if (row.number != first + static_cast<int>(trials.size())) {
      fail("trial {} is missing; the file is damaged: restore it from a copy",
           first + static_cast<int>(trials.size()));
    }
    trials.push_back(row.trial());
  }
  return trials;
}

/// The trial `number` of those that begin at `first`. Error: they do not reach that far, and a row
/// belongs to no trial.
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
  soci::statement statement =
      (sql.prepare << "SELECT trial, name, kind, value FROM param"
                      " WHERE trial BETWEEN :first AND :last",
       soci::into(number), soci::into(name), soci::into(kind), soci::into(value),
       soci::use(first, "first"), soci::use(last, "last"));
  statement.execute();
  while (statement.fetch()) owner(trials, first, number).params[name] = param_value(kind, value);
}

void add_latencies(soci::session& sql, int first, int last, std::vector<Trial>& trials) {
  int number = 0;
  std::string target, detail;
  Real median_ms, p90_ms;
  soci::statement statement =
      (sql.prepare << "SELECT trial, target, median_ms, p90_ms, detail FROM latency"
                      " WHERE trial BETWEEN :first AND :last",
       soci::into(number), soci::into(target), into(median_ms), into(p90_ms), soci::into(detail),
       soci::use(first, "first"), soci::use(last, "last"));
  statement.execute();
  while (statement.fetch()) {
    auto& cost = owner(trials, first, number).cost;
    if (!cost) cost.emplace();
    cost->latencies[target] = {median_ms.get(), p90_ms.get(), detail};
  }
}

void add_epochs(soci::session& sql, int first, int last, std::vector<Trial>& trials) {
  int number = 0;
  EpochRecord record;
  Real train_loss, learning_rate, seconds, images_per_second;
  soci::statement statement =
      (sql.prepare << "SELECT trial, stage, epoch, train_loss, learning_rate, seconds,"
                      " images_per_second, finished_unix_s, worker FROM epoch"
                      " WHERE trial BETWEEN :first AND :last ORDER BY trial, stage, epoch",
       soci::into(number), soci::into(record.stage), soci::into(record.epoch), into(train_loss),
       into(learning_rate), into(seconds), into(images_per_second),
       soci::into(record.finished_unix_s), soci::into(record.worker), soci::use(first, "first"),
       soci::use(last, "last"));
  statement.execute();
  while (statement.fetch()) {
    record.train_loss = train_loss.get();
    record.learning_rate = learning_rate.get();
    record.seconds = seconds.get();
    record.images_per_second = images_per_second.get();
    owner(trials, first, number).epochs.push_back(record);
  }
}

/// In any order: sorting would cost more than finding each one's epoch.
void add_metrics(soci::session& sql, int first, int last, std::vector<Trial>& trials) {
  int number = 0, stage = 0, epoch = 0;
  std::string name;
  Real value;
  soci::statement statement =
      (sql.prepare << "SELECT trial, stage, epoch, name, value FROM epoch_metric"
                      " WHERE trial BETWEEN :first AND :last",
       soci::into(number), soci::into(stage), soci::into(epoch), soci::into(name), into(value),
       soci::use(first, "first"), soci::use(last, "last"));
  statement.execute();
  while (statement.fetch()) {
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
  }
}

}  // namespace

void insert_study(soci::session& sql, const StudyInfo& info) {
  const auto seed = static_cast<long long>(info.seed);
  sql << "INSERT INTO study (name, config_yaml, dataset_digest, program_version, seed,"
         " created_unix_s, revision) VALUES (:name, :config, :digest, :version, :seed, :created,"
         " 0)",
      soci::use(info.name, "name"), soci::use(info.config_yaml, "config"),
      soci::use(info.dataset_digest, "digest"), soci::use(info.program_version, "version"),
      soci::use(seed, "seed"), soci::use(info.created_unix_s, "created");
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
  std::vector<Trial> trials = select_rows(sql, first, last, "");
  add_params(sql, first, last, trials);
  add_latencies(sql, first, last, trials);
  add_epochs(sql, first, last, trials);
  add_metrics(sql, first, last, trials);
  return trials;
}

Trial lock_trial(soci::session& sql, int number, const std::string& row_lock) {
  std::vector<Trial> trials = select_rows(sql, number, number, row_lock);
  if (trials.empty()) fail("there is no trial {}", number);
  add_params(sql, number, number, trials);
  return std::move(trials.front());
}

void insert_trial(soci::session& sql, const Trial& trial) {
  const TrialRow row(trial);
  sql << "INSERT INTO trial (number, seed, state, reason, stage, target_epoch, restart, worker)"
         " VALUES (:number, :seed, :state, :reason, :stage, :target, :restart, :worker)",
      soci::use(row.number, "number"), soci::use(row.seed, "seed"), soci::use(row.state, "state"),
      soci::use(row.reason, "reason"), soci::use(row.stage, "stage"),
      soci::use(row.target_epoch, "target"), soci::use(row.restart, "restart"),
      soci::use(row.worker, "worker");
  for (const auto& [name, value] : trial.params) {
    const std::string kind = kind_of(value);
    const std::string text = to_string(value);
    sql << "INSERT INTO param (trial, name, kind, value) VALUES (:trial, :name, :kind, :value)",
        soci::use(trial.number, "trial"), soci::use(name, "name"), soci::use(kind, "kind"),
        soci::use(text, "value");
  }
}

void update_trial(soci::session& sql, const Trial& trial) {
  TrialRow row(trial);
  sql << "UPDATE trial SET state = :state, reason = :reason, stage = :stage,"
         " target_epoch = :target, restart = :restart, worker = :worker, claims = :claims,"
         " heartbeat_s = :heartbeat, lease_until_s = :lease_until, losses = :losses,"
         " batch_halvings = :halvings,"
         " parameter_count = :parameters, macs = :macs, size_mb = :size WHERE number = :number",
      soci::use(row.state, "state"), soci::use(row.reason, "reason"), soci::use(row.stage, "stage"),
      soci::use(row.target_epoch, "target"), soci::use(row.restart, "restart"),
      soci::use(row.worker, "worker"), soci::use(row.claims, "claims"),
      soci::use(row.heartbeat_s, "heartbeat"), soci::use(row.lease_until_s, "lease_until"),
      soci::use(row.losses, "losses"), soci::use(row.batch_halvings, "halvings"),
      use(row.weight_count, "parameters"), use(row.macs, "macs"), use(row.size_mb, "size"),
      soci::use(row.number, "number");
}

void put_latencies(soci::session& sql, const Trial& trial) {
  sql << "DELETE FROM latency WHERE trial = :trial", soci::use(trial.number, "trial");
  if (!trial.cost) return;
  for (const auto& [target, latency] : trial.cost->latencies) {
    Real median_ms(latency.median_ms), p90_ms(latency.p90_ms);
    sql << "INSERT INTO latency (trial, target, median_ms, p90_ms, detail)"
           " VALUES (:trial, :target, :median, :p90, :detail)",
        soci::use(trial.number, "trial"), soci::use(target, "target"), use(median_ms, "median"),
        use(p90_ms, "p90"), soci::use(latency.detail_json, "detail");
  }
}

void put_epoch(soci::session& sql, int number, const EpochRecord& record) {
  for (const char* table : {"epoch_metric", "epoch"}) {
    sql << std::string("DELETE FROM ") + table +
               " WHERE trial = :trial AND stage = :stage AND epoch = :epoch",
        soci::use(number, "trial"), soci::use(record.stage, "stage"),
        soci::use(record.epoch, "epoch");
  }
  Real train_loss(record.train_loss), learning_rate(record.learning_rate);
  Real seconds(record.seconds), images_per_second(record.images_per_second);
  sql << "INSERT INTO epoch (trial, stage, epoch, train_loss, learning_rate, seconds,"
         " images_per_second, finished_unix_s, worker) VALUES (:trial, :stage, :epoch,"
         " :train_loss, :learning_rate, :seconds, :images, :finished, :worker)",
      soci::use(number, "trial"), soci::use(record.stage, "stage"),
      soci::use(record.epoch, "epoch"), use(train_loss, "train_loss"),
      use(learning_rate, "learning_rate"), use(seconds, "seconds"),
      use(images_per_second, "images"), soci::use(record.finished_unix_s, "finished"),
      soci::use(record.worker, "worker");
  for (const auto& [name, metric] : record.metrics) {
    Real value(metric);
    sql << "INSERT INTO epoch_metric (trial, stage, epoch, name, value)"
           " VALUES (:trial, :stage, :epoch, :name, :value)",
        soci::use(number, "trial"), soci::use(record.stage, "stage"),
        soci::use(record.epoch, "epoch"), soci::use(name, "name"), use(value, "value");
  }
}

std::map<std::string, std::string> select_notes(soci::session& sql) {
  std::map<std::string, std::string> notes;
  std::string name, value;
  soci::statement statement =
      (sql.prepare << "SELECT name, value FROM note", soci::into(name), soci::into(value));
  statement.execute();
  while (statement.fetch()) notes[name] = value;
  return notes;
}

void put_note(soci::session& sql, const std::string& name, const std::string& value) {
  sql << "DELETE FROM note WHERE name = :name", soci::use(name, "name");
  sql << "INSERT INTO note (name, value) VALUES (:name, :value)", soci::use(name, "name"),
      soci::use(value, "value");
}

}  // namespace efs::study::rows
