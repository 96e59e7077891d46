#include "cli/torch/workers/worker_events.h"

#include <unistd.h>

#include "core/error.h"
#include "core/text/outside_json.h"

namespace efs::cli {
namespace {

constexpr double kTrainingInterval_s = 0.25;
constexpr std::size_t kLongestReason = 2000;  // a line stays below PIPE_BUF, 4096

void write_line(int descriptor, const Json& event) {
  const std::string line = json_text(event) + "\n";
  // It fails when the search is gone, and this process goes with it.
  if (::write(descriptor, line.data(), line.size()) < 0) return;
}

Json event_of(const char* name, const study::Trial& trial, const Json& more) {
  Json event{{"event", name}, {"trial", trial.number}, {"stage", trial.stage}};
  event.update(more);
  return event;
}

}  // namespace

void EventWriter::training(const study::Trial& trial, int epoch, double share) {
  const double now_s = clock_.steady_s();
  if (now_s - last_training_s_ < kTrainingInterval_s) return;
  last_training_s_ = now_s;
  write_line(descriptor_, event_of("training", trial, {{"epoch", epoch}, {"share", share}}));
}

void EventWriter::epoch_done(const study::Trial& trial, const EpochRecord& result) {
  Json metrics = Json::object();
  for (const auto& [name, value] : result.metrics) metrics[name] = value;
  write_line(descriptor_, event_of("epoch_done", trial,
                                   {{"epoch", result.epoch},
                                    {"metrics", std::move(metrics)},
                                    {"seconds", result.seconds},
                                    {"images_per_second", result.images_per_second}}));
}

void EventWriter::trial_ended(const study::Trial& trial, study::TrialState state,
                              const std::string& reason) {
  write_line(descriptor_, event_of("trial_ended", trial,
                                   {{"state", study::to_string(state)},
                                    {"reason", reason.substr(0, kLongestReason)}}));
}

void EventWriter::promoted(int trials, int stage, int target_epoch) {
  write_line(descriptor_, {{"event", "promoted"},
                           {"trials", trials},
                           {"stage", stage},
                           {"target_epoch", target_epoch}});
}

void EventReader::read(std::string_view bytes) {
  unread_ += bytes;
  for (auto end = unread_.find('\n'); end != std::string::npos; end = unread_.find('\n')) {
    tell(unread_.substr(0, end));
    unread_.erase(0, end + 1);
  }
}

const study::Trial& EventReader::trial(int number, int stage) {
  auto known = trials_.find(number);
  if (known == trials_.end() || known->second.stage != stage) {
    for (auto& trial : storage_.history().trials) {
      trials_.insert_or_assign(trial.number, std::move(trial));
    }
    known = trials_.find(number);
  }
  if (known == trials_.end()) fail("a worker speaks of trial {}, which the study lacks", number);
  return known->second;
}

void EventReader::tell(const std::string& line) {
  const Json event = Json::parse(line);
  const auto name = event.at("event").get<std::string>();
  if (name == "promoted") {
    return observer_.promoted(event.at("trials"), event.at("stage"), event.at("target_epoch"));
  }
  const study::Trial& about = trial(event.at("trial"), event.at("stage"));
  if (name == "training") {
    observer_.training(about, event.at("epoch"), event.at("share"));
  } else if (name == "epoch_done") {
    NamedValues metrics;
    for (const auto& [metric, value] : event.at("metrics").items())
      metrics.set(metric, value.get<double>());
    observer_.epoch_done(about, {.epoch = event.at("epoch"),
                                 .metrics = std::move(metrics),
                                 .seconds = event.at("seconds"),
                                 .images_per_second = event.at("images_per_second")});
  } else if (name == "trial_ended") {
    observer_.trial_ended(about, study::trial_state(event.at("state")),
                          event.at("reason").get<std::string>());
  }
}

}  // namespace efs::cli
