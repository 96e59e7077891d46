#include "study/export/optuna.h"

#include <fmt/chrono.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "core/error.h"
#include "core/text/outside_json.h"
#include "study/export/optuna_schema.h"
#include "study/sql/soci.h"
#include "study/sql/sql_storage.h"

namespace efs::study {
namespace {

constexpr int kStudy = 1;  // the only one in the file

Json scalar(const ParamValue& value) {
  return std::visit([](const auto& v) { return Json(v); }, value);
}

/// FINITE, INF_POS, INF_NEG, NAN; only the first has a value.
const char* type_of(double value) {
  if (std::isnan(value)) return "NAN";
  if (std::isinf(value)) return value > 0 ? "INF_POS" : "INF_NEG";
  return "FINITE";
}

/// In UTC, as SQLAlchemy writes it; NULL for 0.
struct Time {
  explicit Time(double unix_s) : state(unix_s > 0.0 ? soci::i_ok : soci::i_null) {
    const auto whole = static_cast<std::time_t>(std::floor(unix_s));
    const int micros = static_cast<int>((unix_s - std::floor(unix_s)) * 1e6);
    text = fmt::format("{:%Y-%m-%d %H:%M:%S}.{:06d}", fmt::gmtime(whole), micros);
  }
  std::string text;
  soci::indicator state;
};

std::string state_of(const Trial& trial, bool has_value) {
  switch (trial.state) {
    case TrialState::kQueued:
      return "WAITING";
    case TrialState::kRunning:
    case TrialState::kPaused:
      return "RUNNING";
    case TrialState::kCompleted:
    case TrialState::kStopped:
      return has_value ? "COMPLETE" : "FAIL";
    default:
      return "FAIL";
  }
}

Json range_json(const NumericRange& range) {
  Json attributes{{"log", range.logarithmic}};
  if (range.integer) {
    attributes["low"] = std::llround(range.low);
    attributes["high"] = std::llround(range.high);
    attributes["step"] = std::max(1LL, std::llround(range.step));
  } else {
    attributes["low"] = range.low;
    attributes["high"] = range.high;
    attributes["step"] = range.step > 0.0 ? Json(range.step) : Json();
  }
  return {{"name", range.integer ? "IntDistribution" : "FloatDistribution"},
          {"attributes", std::move(attributes)}};
}

/// A list is in every trial's row; a long one of numbers becomes the range that they span.
constexpr std::size_t kMostChoices = 1000;

std::optional<NumericRange> wide_range(const std::vector<ParamValue>& values) {
  if (values.size() <= kMostChoices) return std::nullopt;
  NumericRange range{.integer = true};
  for (const ParamValue& value : values) {
    if (std::holds_alternative<std::string>(value)) return std::nullopt;
    range.integer = range.integer && std::holds_alternative<std::int64_t>(value);
    const double number = scalar(value).get<double>();
    range.low = &value == &values.front() ? number : std::min(range.low, number);
    range.high = &value == &values.front() ? number : std::max(range.high, number);
  }
  return range;
}

class Writer {
 public:
  Writer(soci::session& sql, const Snapshot& snapshot, const OptunaView& view)
      : sql_(sql), snapshot_(snapshot), view_(view), choices_(view.choices), ranges_(view.ranges) {
    for (const auto& [name, values] : choices_) {
      for (const ParamValue& value : values) places_[name].emplace(value, places_[name].size());
    }
    for (const Trial& trial : snapshot.history.trials) {
      for (const auto& [name, value] : trial.params) {
        const auto [place, is_new] = places_[name].emplace(value, places_[name].size());
        if (is_new) choices_[name].push_back(value);
      }
    }
    for (const auto& [name, values] : choices_) {
      if (const auto range = wide_range(values)) ranges_.emplace(name, *range);
    }
  }

  void write() {
    for (const char* statement : optuna_schema()) sql_ << statement;
    write_study();
    for (const Trial& trial : snapshot_.history.trials) write_trial(trial);
  }

 private:
  void write_study() {
    const StudyInfo& info = snapshot_.info;
    const std::string direction = view_.maximize ? "MAXIMIZE" : "MINIMIZE";
    sql_ << "INSERT INTO studies VALUES (:id, :name)", soci::use(kStudy, "id"),
        soci::use(info.name, "name");
    sql_ << "INSERT INTO study_directions (direction, study_id, objective)"
            " VALUES (:direction, :study, 0)",
        soci::use(direction, "direction"), soci::use(kStudy, "study");
    attribute("study", kStudy, "config_yaml", info.config_yaml);
    attribute("study", kStudy, "dataset_digest", info.dataset_digest);
    attribute("study", kStudy, "efs_version", info.program_version);
    attribute("study", kStudy, "seed", info.seed);
  }

  /// `owner`: "study" or "trial".
  void attribute(const std::string& owner, int id, const std::string& key, const Json& value) {
    const std::string json = json_text(value);
    sql_ << "INSERT INTO " + owner + "_user_attributes (" + owner +
                "_id, \"key\", value_json) VALUES (:id, :key, :value)",
        soci::use(id, "id"), soci::use(key, "key"), soci::use(json, "value");
  }

  void write_trial(const Trial& trial) {
    const int id = trial.number + 1;
    const auto value = view_.value(trial);
    const std::string state = state_of(trial, value.has_value());
    double begin_s = trial.heartbeat_s, end_s = trial.heartbeat_s;
    if (const auto times = trial.finish_times_s(); !times.empty()) {
      begin_s = times.front() - trial.epochs.front().seconds;
      end_s = std::max(end_s, times.back());
    }
    const bool ended = state == "COMPLETE" || state == "FAIL";
    Time begin(std::max(0.0, begin_s));
    Time end(ended ? end_s : 0.0);
    sql_ << "INSERT INTO trials VALUES (:id, :number, :study, :state, :begin, :end)",
        soci::use(id, "id"), soci::use(trial.number, "number"), soci::use(kStudy, "study"),
        soci::use(state, "state"), soci::use(begin.text, begin.state, "begin"),
        soci::use(end.text, end.state, "end");
    if (value) write_value(id, *value);
    for (const auto& [name, chosen] : trial.params) write_param(id, name, chosen);
    for (const EpochRecord& record : trial.epochs) {
      if (trial.counts(record)) write_intermediate(id, record);
    }
    for (const auto& [key, attribute_value] : view_.attributes(trial)) {
      attribute("trial", id, key, attribute_value);
    }
  }

  void write_value(int id, double value) {
    const std::string type = type_of(value);
    soci::indicator state = type == "FINITE" ? soci::i_ok : soci::i_null;
    sql_ << "INSERT INTO trial_values (trial_id, objective, value, value_type)"
            " VALUES (:id, 0, :value, :type)",
        soci::use(id, "id"), soci::use(value, state, "value"), soci::use(type, "type");
  }

  void write_param(int id, const std::string& name, const ParamValue& chosen) {
    const double value = ranges_.contains(name) ? scalar(chosen).get<double>()
                                                : static_cast<double>(places_.at(name).at(chosen));
    const std::string& distribution = distribution_of(name);
    sql_ << "INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json)"
            " VALUES (:id, :name, :value, :distribution)",
        soci::use(id, "id"), soci::use(name, "name"), soci::use(value, "value"),
        soci::use(distribution, "distribution");
  }

  /// As JSON; the same for every trial.
  const std::string& distribution_of(const std::string& name) {
    const auto [text, is_new] = distributions_.try_emplace(name);
    if (!is_new) return text->second;
    if (const auto range = ranges_.find(name); range != ranges_.end()) {
      text->second = json_text(range_json(range->second));
      return text->second;
    }
    Json list = Json::array();
    for (const ParamValue& choice : choices_.at(name)) list.push_back(scalar(choice));
    text->second = json_text(
        Json{{"name", "CategoricalDistribution"}, {"attributes", {{"choices", std::move(list)}}}});
    return text->second;
  }

  void write_intermediate(int id, const EpochRecord& record) {
    double value = record.metrics.value(view_.accuracy);
    const std::string type = type_of(value);
    soci::indicator state = type == "FINITE" ? soci::i_ok : soci::i_null;
    sql_ << "INSERT INTO trial_intermediate_values (trial_id, step, intermediate_value,"
            " intermediate_value_type) VALUES (:id, :step, :value, :type)",
        soci::use(id, "id"), soci::use(record.epoch, "step"), soci::use(value, state, "value"),
        soci::use(type, "type");
  }

  soci::session& sql_;
  const Snapshot& snapshot_;
  const OptunaView& view_;
  std::map<std::string, std::vector<ParamValue>> choices_;
  std::map<std::string, std::map<ParamValue, std::size_t>> places_;  // of each choice
  std::map<std::string, NumericRange> ranges_;
  std::map<std::string, std::string> distributions_;
};

}  // namespace

void write_optuna(const std::string& path, const Snapshot& snapshot, const OptunaView& view) {
  namespace fs = std::filesystem;
  if (path.find('"') != std::string::npos) fail("{}: the path must not hold quotation marks", path);
  if (fs::exists(path)) fail("{} exists; choose another name", path);
  try {
    soci::session sql(soci::sqlite3, fmt::format("dbname=\"{}\"", path));
    Transaction transaction(sql, "BEGIN");
    Writer(sql, snapshot, view).write();
    transaction.commit();
  } catch (const soci::soci_error& error) {
    std::error_code ignored;
    fs::remove(path, ignored);
    fail("{}: the Optuna storage cannot be written: {}", path, error.get_error_message());
  }
}

}  // namespace efs::study
