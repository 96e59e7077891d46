#include "search/simulation/simulation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace efs::search {
namespace {

using study::TrialState;

/// A number in [0, 1) that belongs to a point of the space.
double number_of(const study::Params& params, const std::string& salt) {
  std::string text = salt;
  for (const auto& [name, value] : params) text += "|" + name + "=" + study::to_string(value);
  return Rng(derive_seed(1, text)).uniform();
}

}  // namespace

World smooth_world() {
  World world;
  world.curve = [](const study::Params& params, int epoch) {
    const double reach = 0.3 + 0.5 * number_of(params, "quality");
    const double speed = 2.0 + 20.0 * number_of(params, "speed");
    study::EpochRecord record;
    record.epoch = epoch;
    record.metrics.set("val_iou", reach * (1.0 - std::exp(-epoch / speed)));
    record.metrics.set("val_loss", 40.0 * (1.0 - record.metrics.value("val_iou")));
    record.train_loss = 0.9 * record.metrics.value("val_loss");
    return record;
  };
  world.latency_ms = [](const study::Params& params) {
    return 2.0 + 30.0 * number_of({{"architecture", params.at("architecture")}}, "latency");
  };
  world.fate = [](const study::Params&) { return std::nullopt; };
  world.plateau = [](const study::Params&) { return std::nullopt; };
  return world;
}

std::string describe(const study::Action& action) {
  if (const auto* create = std::get_if<study::CreateTrial>(&action)) {
    std::string text = "create";
    for (const auto& [name, value] : create->params) text += " " + study::to_string(value);
    return text + fmt::format(" stage {} to {}", create->stage, create->target_epoch);
  }
  if (const auto* promote = std::get_if<study::PromoteTrial>(&action)) {
    return fmt::format("promote {} stage {} to {}{}", promote->number, promote->stage,
                       promote->target_epoch, promote->restart ? " restart" : "");
  }
  if (const auto* retry = std::get_if<study::RetryTrial>(&action)) {
    return fmt::format("retry {}", retry->number);
  }
  const auto& end = std::get<study::EndTrial>(action);
  return fmt::format("end {} {}: {}", end.number, study::to_string(end.state), end.reason);
}

std::vector<std::string> describe(const Plan& plan) {
  std::vector<std::string> texts;
  for (const auto& action : plan.actions) texts.push_back(describe(action));
  if (plan.done) texts.emplace_back("done");
  return texts;
}

Simulation::Simulation(study::Storage& storage, const Scheduler& scheduler, World world,
                       int workers, std::uint64_t seed)
    : storage_(storage),
      scheduler_(scheduler),
      world_(std::move(world)),
      workers_(workers),
      rng_(seed) {}

bool Simulation::run(const std::function<void()>& observe, int limit) {
  for (int event = 0; event < limit; ++event) {
    if (observe) observe();
    const auto revision = storage_.revision();
    const Plan plan = scheduler_.plan(storage_.history());
    if (plan.done) return true;
    if (!plan.actions.empty()) storage_.apply(plan.actions, revision);

    const std::string worker = fmt::format("w{}", rng_.integer(0, workers_ - 1));
    if (held_.count(worker) != 0) {
      advance(worker);
    } else if (const auto trial = storage_.claim(worker, 3600.0)) {
      start(*trial, worker);
    }
  }
  return false;
}

void Simulation::start(const study::Trial& trial, const std::string& worker) {
  storage_.report_cost(trial.lease(),
                       {.latencies = {{"", {world_.latency_ms(trial.params), 0.0, "{}"}}},
                        .weight_count = 1000,
                        .macs = 2000,
                        .size_mb = 0.5});
  const auto fate = world_.fate(trial.params);
  if (fate && fate->second == 0) {
    storage_.finish(trial.lease(), fate->first, "fate");
  } else if (is_through(trial)) {
    storage_.pause(trial.lease());
  } else {
    held_[worker] = trial.number;
  }
}

bool Simulation::is_through(const study::Trial& trial) const {
  const auto plateau = world_.plateau(trial.params);
  const int end = plateau ? std::min(*plateau, trial.target_epoch) : trial.target_epoch;
  return trial.epochs_done() >= end;
}

void Simulation::advance(const std::string& worker) {
  const int number = held_.at(worker);
  auto trial = storage_.history().trials.at(static_cast<std::size_t>(number));
  if (trial.state != TrialState::kRunning) {  // stopped meanwhile
    held_.erase(worker);
    return;
  }
  if (rng_.chance(0.02)) {
    storage_.release(trial.lease());
    held_.erase(worker);
    return;
  }
  const int epoch = trial.epochs_done() + 1;
  study::EpochRecord record = world_.curve(trial.params, epoch);
  record.stage = trial.stage;
  storage_.report_epoch(trial.lease(), record);
  trial.epochs.push_back(record);
  ++epochs_trained_;
  const auto fate = world_.fate(trial.params);
  if (fate && fate->second <= epoch) {
    storage_.finish(trial.lease(), fate->first, "fate");
    held_.erase(worker);
  } else if (is_through(trial)) {
    storage_.pause(trial.lease());
    held_.erase(worker);
  }
}

}  // namespace efs::search
