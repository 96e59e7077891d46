#include "study/export/tensorboard.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/error.h"
#include "core/files/files.h"
#include "study/export/event_file.h"

namespace efs::study {
namespace {

// Field numbers of event.proto, summary.proto, hparams' plugin_data.proto and api.proto, and of
// google.protobuf.Value.
namespace field {
enum Event { kWallTime = 1, kStep = 2, kFileVersion = 3, kSummary = 5 };
enum Summary { kValue = 1 };
enum SummaryValue { kTag = 1, kSimpleValue = 2, kMetadata = 9 };
enum Metadata { kPluginData = 1 };
enum PluginData { kPluginName = 1, kContent = 2 };
enum HParams { kExperiment = 2, kSessionStart = 3, kSessionEnd = 4 };
enum SessionStart { kHParams = 1, kStartTime = 5 };
enum MapEntry { kMapKey = 1, kMapValue = 2 };
enum SessionEnd { kStatus = 1, kEndTime = 2 };
enum Experiment { kTimeCreated = 3, kHParamInfos = 4, kMetricInfos = 5, kName = 6 };
enum HParamInfo { kHParamName = 1, kHParamType = 4 };
enum MetricInfo { kMetricName = 1 };
enum MetricName { kMetricTag = 2 };
enum Value { kNumber = 2, kString = 3 };
}  // namespace field

constexpr int kTypeString = 1, kTypeFloat = 3;
constexpr int kSuccess = 1, kFailure = 2, kStillRunning = 3;

Message event(double time_s) { return Message().real(field::kWallTime, time_s); }

std::string version_record(double time_s) {
  return event_record(event(time_s).text(field::kFileVersion, "brain.Event:2"));
}

std::string scalar_record(double time_s, int step, const std::string& tag, double value) {
  const auto summary = Message().message(
      field::kValue,
      Message().text(field::kTag, tag).real32(field::kSimpleValue, static_cast<float>(value)));
  return event_record(event(time_s)
                          .integer(field::kStep, static_cast<std::uint64_t>(step))
                          .message(field::kSummary, summary));
}

/// `what`: "experiment", "session_start_info", "session_end_info".
std::string hparams_record(double time_s, const std::string& what, int data_field,
                           const Message& data) {
  const auto content = Message().message(data_field, data);
  const auto plugin =
      Message().text(field::kPluginName, "hparams").text(field::kContent, content.bytes());
  const auto value = Message()
                         .text(field::kTag, "_hparams_/" + what)
                         .message(field::kMetadata, Message().message(field::kPluginData, plugin));
  return event_record(
      event(time_s).message(field::kSummary, Message().message(field::kValue, value)));
}

Message value_message(const ParamValue& value) {
  if (const auto number = number_of(value)) return Message().real(field::kNumber, *number);
  return Message().text(field::kString, std::get<std::string>(value));
}

std::string experiment_record(const Snapshot& snapshot, const std::set<std::string>& metric_names) {
  Message experiment;
  experiment.real(field::kTimeCreated, snapshot.info.created_unix_s);
  std::map<std::string, bool> is_text;
  for (const Trial& trial : snapshot.history.trials) {
    for (const auto& [name, value] : trial.params) {
      is_text[name] = std::holds_alternative<std::string>(value);
    }
  }
  for (const auto& [name, text] : is_text) {
    const auto type = static_cast<std::uint64_t>(text ? kTypeString : kTypeFloat);
    experiment.message(field::kHParamInfos,
                       Message().text(field::kHParamName, name).integer(field::kHParamType, type));
  }
  for (const std::string& name : metric_names) {
    experiment.message(
        field::kMetricInfos,
        Message().message(field::kMetricName, Message().text(field::kMetricTag, name)));
  }
  experiment.text(field::kName, snapshot.info.name);
  return hparams_record(snapshot.info.created_unix_s, "experiment", field::kExperiment, experiment);
}

int status_of(TrialState state) {
  if (!has_ended(state)) return kStillRunning;
  return is_fruitless(state) ? kFailure : kSuccess;
}

std::string trial_records(const Trial& trial, const CurveTags& tags,
                          const std::map<std::string, double>& metrics) {
  const std::vector<double> times = trial.finish_times_s();
  const double start_s =
      times.empty() ? trial.heartbeat_s : times.front() - trial.epochs.front().seconds;
  const double end_s = times.empty() ? trial.heartbeat_s : times.back();
  Message start;
  for (const auto& [name, value] : trial.params) {
    start.message(
        field::kHParams,
        Message().text(field::kMapKey, name).message(field::kMapValue, value_message(value)));
  }
  start.real(field::kStartTime, start_s);
  std::string records = version_record(start_s) +
                        hparams_record(start_s, "session_start_info", field::kSessionStart, start);
  int last = 0;
  for (std::size_t i = 0; i < trial.epochs.size(); ++i) {
    const EpochRecord& record = trial.epochs[i];
    if (!trial.counts(record)) continue;
    last = record.epoch;
    std::map<std::string, double> scalars{{"loss/train", record.train_loss},
                                          {"learning_rate", record.learning_rate},
                                          {"images_per_second", record.images_per_second}};
    for (const auto& [name, value] : record.metrics) {
      if (tags.contains(name)) scalars[tags.at(name)] = value;
    }
    for (const auto& [tag, value] : scalars) {
      records += scalar_record(times[i], record.epoch, tag, value);
    }
  }
  for (const auto& [tag, value] : metrics) records += scalar_record(end_s, last, tag, value);
  const auto end = Message()
                       .integer(field::kStatus, static_cast<std::uint64_t>(status_of(trial.state)))
                       .real(field::kEndTime, end_s);
  return records + hparams_record(end_s, "session_end_info", field::kSessionEnd, end);
}

}  // namespace

void write_tensorboard(const fs::path& folder, const Snapshot& snapshot, const CurveTags& tags,
                       const TrialMetrics& metrics) {
  if (fs::exists(folder)) fail("{} exists; choose another name", folder.string());
  const auto file_name = [](double time_s) {
    return fmt::format("events.out.tfevents.{:.0f}.efs", std::floor(time_s));
  };
  try {
    std::set<std::string> names;
    for (const auto& [metric, tag] : tags) names.insert(tag);
    for (const Trial& trial : snapshot.history.trials) {
      const auto known = metrics(trial);
      for (const auto& [name, value] : known) names.insert(name);
      write_file_atomically(folder / fmt::format("trial{:04d}", trial.number) /
                                file_name(std::max(trial.heartbeat_s, 0.0)),
                            trial_records(trial, tags, known));
    }
    const double created_s = snapshot.info.created_unix_s;
    write_file_atomically(folder / file_name(created_s),
                          version_record(created_s) + experiment_record(snapshot, names));
  } catch (const Error&) {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    throw;
  }
}

}  // namespace efs::study
