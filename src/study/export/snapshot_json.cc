#include "study/export/snapshot_json.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/text/outside_json.h"
#include "core/text/outside_text.h"
#include "study/location/study_location.h"
#include "study/notes.h"

namespace efs::study {
namespace {

constexpr const char* kVersionKey = "efs_study";
constexpr int kVersion = 1;
// A million epochs; notes are one for each network that was measured.
constexpr JsonLimits kLimits{
    .bytes = std::size_t{512} << 20, .depth = 16, .values = 20'000'000, .keys_in_object = 30'000};
constexpr std::int64_t kMostTimes = 1'000'000'000;  // epochs, stages, claims

/// JSON has no word for what is not finite.
Json real_json(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return value;
}

double real_of(const Json& json) {
  if (!json.is_string()) return json.get<double>();
  const auto word = json.get<std::string>();
  if (word == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (word == "inf") return std::numeric_limits<double>::infinity();
  if (word == "-inf") return -std::numeric_limits<double>::infinity();
  fail("'{}' is no number", word);
}

Json params_json(const Params& params) {
  Json json = Json::object();
  for (const auto& [name, value] : params) {
    json[name] = std::visit([](const auto& alternative) { return Json(alternative); }, value);
  }
  return json;
}

std::int64_t whole_of(const Json& json, const char* key, std::int64_t least, std::int64_t most) {
  const Json& value = json.at(key);
  if (const auto number = whole_number(value, least, most)) return *number;
  fail("'{}' is {}; it must be a whole number from {} to {}", key, json_text(value), least, most);
}

int count_of(const Json& json, const char* key) {
  return static_cast<int>(whole_of(json, key, 0, kMostTimes));
}

/// All 64 bits.
std::uint64_t seed_of(const Json& json) {
  const Json& value = json.at("seed");
  if (value.is_number_unsigned()) return value.get<std::uint64_t>();
  if (value.is_number_integer()) return static_cast<std::uint64_t>(value.get<std::int64_t>());
  fail("'seed' is {}; it must be a whole number", json_text(value));
}

/// It stands in expressions, in file names and on pages.
const std::string& target_of(const std::string& name) {
  const bool word = !name.empty() && std::ranges::all_of(name, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_';
  });
  if (word) return name;
  fail("a target has the name '{}'; such names are of letters, digits and '_'", printable(name));
}

Params params_of(const Json& json) {
  Params params;
  for (const auto& [name, value] : json.items()) {
    if (value.is_string()) {
      params[name] = value.get<std::string>();
    } else if (value.is_number_integer()) {
      params[name] = value.get<std::int64_t>();
    } else {
      params[name] = value.get<double>();
    }
  }
  return params;
}

Json epoch_json(const EpochRecord& record) {
  Json json{{"stage", record.stage},
            {"epoch", record.epoch},
            {"train_loss", real_json(record.train_loss)}};
  for (const auto& [name, value] : record.metrics) json[name] = real_json(value);
  json["learning_rate"] = real_json(record.learning_rate);
  json["seconds"] = real_json(record.seconds);
  json["images_per_second"] = real_json(record.images_per_second);
  json["finished_unix_s"] = record.finished_unix_s;
  json["worker"] = record.worker;
  return json;
}

/// All that begins with "val_": a metric has a key of its own, as in the files of older programs.
NamedValues metrics_of(const Json& epoch) {
  NamedValues metrics;
  for (const auto& [name, value] : epoch.items()) {
    if (name.starts_with("val_")) metrics.set(name, real_of(value));
  }
  return metrics;
}

EpochRecord epoch_of(const Json& json) {
  return {.stage = count_of(json, "stage"),
          .epoch = count_of(json, "epoch"),
          .train_loss = real_of(json.at("train_loss")),
          .metrics = metrics_of(json),
          .learning_rate = real_of(json.at("learning_rate")),
          .seconds = real_of(json.at("seconds")),
          .images_per_second = real_of(json.at("images_per_second")),
          // Missing where an older program wrote it.
          .finished_unix_s = json.value("finished_unix_s", 0.0),
          .worker = json.value("worker", std::string())};
}

std::optional<std::int64_t> optional_count_of(const Json& json, const char* key) {
  if (json.at(key).is_null()) return std::nullopt;
  return whole_of(json, key, 0, std::int64_t{1} << 53);
}

Json latency_json(const LatencyRecord& latency) {
  return {{"median_ms", real_json(latency.median_ms)},
          {"p90_ms", real_json(latency.p90_ms)},
          {"detail", latency.detail_json}};
}

LatencyRecord latency_of(const Json& json) {
  return {real_of(json.at("median_ms")), real_of(json.at("p90_ms")), json.at("detail")};
}

std::optional<TrialCost> cost_of(const Json& trial) {
  TrialCost cost;
  if (const Json& latency = trial.at("latency"); !latency.is_null()) {
    cost.latencies[kFirstTarget] = latency_of(latency);
  }
  // Missing where an older program wrote it.
  const Json others = trial.value("other_latencies", Json::object());
  for (const auto& [target, latency] : others.items()) {
    cost.latencies[target_of(target)] = latency_of(latency);
  }
  cost.weight_count = optional_count_of(trial, "parameter_count");
  cost.macs = optional_count_of(trial, "macs");
  if (!trial.at("size_mb").is_null()) cost.size_mb = trial.at("size_mb").get<double>();
  const bool known = !cost.latencies.empty() || cost.weight_count || cost.macs || cost.size_mb;
  return known ? std::optional(cost) : std::nullopt;
}

Json trial_json(const Trial& trial) {
  Json epochs = Json::array();
  for (const EpochRecord& record : trial.epochs) epochs.push_back(epoch_json(record));
  Json others = Json::object();
  const TrialCost cost = trial.cost.value_or(TrialCost{});
  for (const auto& [target, latency] : cost.latencies) {
    if (target != kFirstTarget) others[target] = latency_json(latency);
  }
  return {{"number", trial.number},
          {"params", params_json(trial.params)},
          {"seed", trial.seed},
          {"state", to_string(trial.state)},
          {"reason", trial.reason},
          {"stage", trial.stage},
          {"target_epoch", trial.target_epoch},
          {"restart", trial.restart},
          {"worker", trial.worker},
          {"claims", trial.claims},
          {"heartbeat_s", trial.heartbeat_s},
          {"lease_until_s", trial.lease_until_s},
          {"losses", trial.lost_workers},
          {"batch_halvings", trial.batch_halvings},
          {"epochs", std::move(epochs)},
          {"latency", trial.latency() ? latency_json(*trial.latency()) : Json(nullptr)},
          {"other_latencies", std::move(others)},
          {"parameter_count", optional_json(cost.weight_count)},
          {"macs", optional_json(cost.macs)},
          {"size_mb", optional_json(cost.size_mb)}};
}

Trial trial_of(const Json& json) {
  Trial trial;
  trial.number = count_of(json, "number");
  trial.params = params_of(json.at("params"));
  trial.seed = seed_of(json);
  trial.state = trial_state(json.at("state"));
  trial.reason = json.at("reason");
  trial.stage = count_of(json, "stage");
  trial.target_epoch = count_of(json, "target_epoch");
  trial.restart = json.at("restart");
  trial.worker = json.at("worker");
  trial.claims = count_of(json, "claims");
  trial.heartbeat_s = json.at("heartbeat_s");
  trial.lease_until_s = json.at("lease_until_s");
  trial.lost_workers = count_of(json, "losses");
  trial.batch_halvings = count_of(json, "batch_halvings");
  for (const Json& record : json.at("epochs")) trial.epochs.push_back(epoch_of(record));
  trial.cost = cost_of(json);
  return trial;
}

/// The folder of a study's files is not exported: a copy has them elsewhere.
std::map<std::string, std::string> without_folder(std::map<std::string, std::string> notes) {
  notes.erase(note::kFolder.key);
  return notes;
}

Snapshot read(const Json& json) {
  if (!json.is_object() || !json.contains(kVersionKey)) {
    fail("this is no exported study; `efs study export` writes one");
  }
  if (json.at(kVersionKey) != kVersion) {
    fail("this exported study has version {}; this program reads version {}",
         json_text(json.at(kVersionKey)), kVersion);
  }
  const Json& info = json.at("info");
  Snapshot snapshot{.info = {.name = info.at("name"),
                             .config_yaml = info.at("config_yaml"),
                             .dataset_digest = info.at("dataset_digest"),
                             .program_version = info.at("program_version"),
                             .seed = seed_of(info),
                             .created_unix_s = info.at("created_unix_s")},
                    .history = {},
                    .notes = without_folder(json.at("notes")),
                    .revision = whole_of(json, "revision", 0, std::int64_t{1} << 53)};
  for (const Json& trial : json.at("trials")) {
    snapshot.history.trials.push_back(trial_of(trial));
    const int expected = static_cast<int>(snapshot.history.trials.size()) - 1;
    if (snapshot.history.trials.back().number != expected) {
      fail("trial {} is missing or not in its place", expected);
    }
  }
  return snapshot;
}

}  // namespace

Json to_json(const Snapshot& snapshot) {
  Json trials = Json::array();
  for (const Trial& trial : snapshot.history.trials) trials.push_back(trial_json(trial));
  const StudyInfo& info = snapshot.info;
  return {{kVersionKey, kVersion},
          {"info",
           {{"name", info.name},
            {"config_yaml", info.config_yaml},
            {"dataset_digest", info.dataset_digest},
            {"program_version", info.program_version},
            {"seed", info.seed},
            {"created_unix_s", info.created_unix_s}}},
          {"notes", without_folder(snapshot.notes)},
          {"revision", snapshot.revision},
          {"trials", std::move(trials)}};
}

Snapshot snapshot_of(const std::string& text, const std::string& file_name) {
  const Json json = parse_outside_json(text, file_name, kLimits);
  try {
    return read(json);
  } catch (const Json::exception& error) {
    fail("{}: this exported study is malformed ({}); export it again", file_name, error.what());
  } catch (const Error& error) {
    fail("{}: {}", file_name, error.what());
  }
}

}  // namespace efs::study
