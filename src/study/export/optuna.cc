#include "study/export/optuna.h"

#include <fmt/chrono.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "core/error.h"
#include "core/text/outside_json.h"
#include "study/export/optuna_schema.h"
#include "study/sql/sql_columns.h"
#include "study/sql/sql_storage.h"

namespace efs::study {
namespace {

constexpr int kStudy = 1;  // the only one in the file

Json scalar(const ParamValue& value) {
  return std::visit([](const auto& v) { return Json(v); }, value);
}

/// A value that need not be finite, as columns; only FINITE has a number.
struct Value {
  explicit Value(double number) : value(number) {
    if (std::isfinite(number)) return;
    type = std::isnan(number) ? "NAN" : number > 0 ? "INF_POS" : "INF_NEG";
    state = soci::i_null;
  }
  double value;
  std::string type = "FINITE";
  soci::indicator state = soci::i_ok;
};

/// In UTC, as SQLAlchemy writes it; NULL for 0.
struct Time {
  explicit Time(double unix_s) : state(unix_s > 0.0 ? soci::i_ok : soci::i_null) {
    const auto whole = static_cast<std::time_t>(std::floor(unix_s));
    const int micros = static_cast<int>((unix_s - std::floor(unix_s)) * 1e6);
    value = fmt::format("{:%Y-%m-%d %H:%M:%S}.{:06d}", fmt::gmtime(whole), micros);
  }
  std::string value;
  soci::indicator state;
};

std::string state_of(const Trial& trial, bool has_value) {
  if (trial.state == TrialState::kQueued) return "WAITING";
  if (!has_ended(trial.state)) return "RUNNING";
  return has_value && !is_fruitless(trial.state) ? "COMPLETE" : "FAIL";
}

Json range_json(const Range& range) {
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

/// Every trial's row has the list of choices, so a long one of numbers becomes the range they span.
constexpr std::size_t kMostChoices = 1000;

std::optional<Range> wide_range(const std::vector<ParamValue>& values) {
  if (values.size() <= kMostChoices) return std::nullopt;
  Range range{.integer = true};
  for (const ParamValue& value : values) {
    const auto number = number_of(value);
    if (!number) return std::nullopt;
    range.integer = range.integer && std::holds_alternative<std::int64_t>(value);
    range.low = &value == &values.front() ? *number : std::min(range.low, *number);
    range.high = &value == &values.front() ? *number : std::max(range.high, *number);
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
    for (const char* statement : kOptunaSchema) sql_ << statement;
    write_study();
    for (const Trial& trial : snapshot_.history.trials) write_trial(trial);
  }

 private:
  void write_study() {
    const StudyInfo& info = snapshot_.info;
    const std::string direction = view_.maximize ? "MAXIMIZE" : "MINIMIZE";
    rows::insert(sql_, "studies", kStudy, info.name);
    rows::insert(sql_, "study_directions (direction, study_id, objective)", direction, kStudy, 0);
    attribute("study", kStudy, "config_yaml", info.config_yaml);
    attribute("study", kStudy, "dataset_digest", info.dataset_digest);
    attribute("study", kStudy, "efs_version", info.program_version);
    attribute("study", kStudy, "seed", info.seed);
  }

  /// `owner`: "study" or "trial".
  void attribute(const std::string& owner, int id, const std::string& key, const Json& value) {
    rows::insert(sql_, fmt::format("{0}_user_attributes ({0}_id, \"key\", value_json)", owner), id,
                 key, json_text(value));
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
    rows::insert(sql_, "trials", id, trial.number, kStudy, state, Time(std::max(0.0, begin_s)),
                 Time(ended ? end_s : 0.0));
    if (value) {
      Value number(*value);
      rows::insert(sql_, "trial_values (trial_id, objective, value, value_type)", id, 0, number,
                   number.type);
    }
    for (const auto& [name, chosen] : trial.params) write_param(id, name, chosen);
    for (const EpochRecord& record : trial.epochs) {
      if (trial.counts(record)) write_intermediate(id, record);
    }
    for (const auto& [key, attribute_value] : view_.attributes(trial)) {
      attribute("trial", id, key, attribute_value);
    }
  }

  void write_param(int id, const std::string& name, const ParamValue& chosen) {
    const double value = ranges_.contains(name) ? number_of(chosen).value()
                                                : static_cast<double>(places_.at(name).at(chosen));
    rows::insert(sql_, "trial_params (trial_id, param_name, param_value, distribution_json)", id,
                 name, value, distribution_of(name));
  }

  /// As JSON; the same for every trial.
  const std::string& distribution_of(const std::string& name) {
    const auto [text, is_new] = distributions_.try_emplace(name);
    if (!is_new) return text->second;
    if (const auto range = ranges_.find(name); range != ranges_.end()) {
      return text->second = json_text(range_json(range->second));
    }
    Json list = Json::array();
    for (const ParamValue& choice : choices_.at(name)) list.push_back(scalar(choice));
    return text->second = json_text(Json{{"name", "CategoricalDistribution"},
                                         {"attributes", {{"choices", std::move(list)}}}});
  }

  void write_intermediate(int id, const EpochRecord& record) {
    Value value(record.metrics.value(view_.accuracy));
    rows::insert(sql_,
                 "trial_intermediate_values (trial_id, step, intermediate_value,"
                 " intermediate_value_type)",
                 id, record.epoch, value, value.type);
  }

  soci::session& sql_;
  const Snapshot& snapshot_;
  const OptunaView& view_;
  std::map<std::string, std::vector<ParamValue>> choices_;
  std::map<std::string, std::map<ParamValue, std::size_t>> places_;  // of each choice
  std::map<std::string, Range> ranges_;
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
