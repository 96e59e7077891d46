#include "tune/worker/worker.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <exception>
#include <thread>
#include <vector>

#include "core/error.h"
#include "core/process/machine_fault.h"
#include "study/rules.h"
#include "study/study_command.h"
#include "train/network/initial_weights.h"
#include "tune/candidate.h"
#include "tune/worker/stage_threads.h"
#include "tune/worker/study_scheduler.h"
#include "tune/worker/trial_step.h"
#include "tune/worker/work_time.h"

namespace efs::tune {
namespace {

constexpr auto kWaitForOthers = std::chrono::milliseconds(200);
constexpr auto kWaitForTarget = std::chrono::milliseconds(1000);

study::EpochRecord to_record(const train::EpochResult& result, int stage) {
  return {.stage = stage,
          .epoch = result.epoch,
          .train_loss = result.train_loss,
          .metrics = result.metrics,
          .learning_rate = result.learning_rate,
          .seconds = result.seconds,
          .images_per_second = result.images_per_second};
}

search::Metrics known_before_training(study::Trial trial) {
  trial.epochs.clear();
  return search::metrics_of(trial);
}

/// That a trial may have been in; others than staged searches have checkpoints of the first alone.
int stages_of(const SearchOptions& options) {
  return static_cast<int>(options.strategy.staged.stages.size());
}

void tell_promotions(const std::vector<study::Action>& actions, WorkerObserver& observer) {
  int count = 0;
  const study::PromoteTrial* last = nullptr;
  for (const auto& action : actions) {
    const auto* promotion = std::get_if<study::PromoteTrial>(&action);
    if (promotion == nullptr) continue;
    ++count;
    last = promotion;
  }
  if (last != nullptr) observer.promoted(count, last->stage, last->target_epoch);
}

}  // namespace

Worker::Worker(std::string name, const SearchOptions& options, study::Storage& storage,
               StudyFolder folder, TrainingMaterial material, WorkerObserver& observer,
               std::function<StopRequest()> stop)
    : name_(std::move(name)),
      options_(options),
      storage_(storage),
      folder_(std::move(folder)),
      material_(material),
      observer_(observer),
      stop_(std::move(stop)),
      scheduler_(study_scheduler(options, storage)),
      fitness_(options.fitness),
      meter_(options.latency, folder_.root() / "trials", storage,
             [this] { return stop_() == StopRequest::kNow; }),
      heartbeat_(storage, options.workers.lease_s) {}

WorkerEnd Worker::run() try {
  const WorkerEnd end = work();
  release_waiting();
  return end;
} catch (...) {
  release_waiting();
  throw;
}

WorkerEnd Worker::work() {
  double last_work_s = clock_.steady_s();
  while (stop_() == StopRequest::kNone) {
    const study::StudyCommand command = study::study_command(storage_);
    if (command == study::StudyCommand::kStop) break;
    if (command == study::StudyCommand::kPause) {
      std::this_thread::sleep_for(kWaitForOthers);
    } else if (auto trial = storage_.claim(name_, heartbeat_.lease_s())) {
      // What waits stays held until another has been worked on: the next claim is for that one.
      if (!work_on(*trial)) continue;
      release_waiting();
      last_work_s = clock_.steady_s();
    } else if (!plan()) {
      if (clock_.steady_s() - last_work_s > idle_limit_s_) return WorkerEnd::kIdle;
      std::this_thread::sleep_for(release_waiting() ? kWaitForTarget : kWaitForOthers);
    }
    if (done_) return WorkerEnd::kStudyDone;
  }
  return WorkerEnd::kStopped;
}

bool Worker::work_on(study::Trial& trial) try {
  heartbeat_.hold(trial.lease());
  with_claimed(trial, [&](const graph::Graph& graph) {
    if (prepare(trial, graph)) train(trial, graph);
  });
  heartbeat_.drop(trial.number);
  return true;
} catch (const device::AgentUnreachable&) {
  waiting_.push_back(trial.lease());
  return false;
} catch (const device::MeasurementCancelled&) {
  return true;  // the trial is in the queue again, and stop_() says that no other follows
}

bool Worker::release_waiting() {
  const bool any = !waiting_.empty();
  for (const study::Lease& lease : waiting_) give_back(lease);
  waiting_.clear();
  return any;
}

void Worker::give_back(const study::Lease& lease) {
  heartbeat_.drop(lease.trial);
  try {
    storage_.release(lease);
  } catch (const study::LeaseLost&) {
    // It is another worker's now.
  }
}

study::TrialCost Worker::measure(study::Trial& trial, const graph::Graph& graph) {
  std::exception_ptr lost;  // the trial's lease, while a target was busy with others
  const auto alive = [&] {
    try {
      observer_.measuring(trial.params);
      heartbeat_.beat();
    } catch (...) {
      lost = std::current_exception();
    }
  };
  const auto cost = step_of_trial(folder_.root(), [&] {
    return meter_.measure(graph, options_.space.network_of(trial.params), alive);
  });
  if (lost) std::rethrow_exception(lost);
  trial.cost = cost;
  observer_.measured(trial);
  return cost;
}

bool Worker::plan(Planning planning) {
  const auto revision = storage_.revision();
  const study::History history = study_history(options_, storage_);
  auto plan = scheduler_->plan(history);
  done_ = plan.done && plan.actions.empty();
  if (planning == Planning::kOnlyEnds) plan.actions = search::only_ends(plan);
  if (plan.actions.empty()) return done_;
  if (!storage_.apply(plan.actions, revision)) return true;  // another worker was first: look again
  for (const auto& action : plan.actions) {
    const auto* end = std::get_if<study::EndTrial>(&action);
    if (end == nullptr) continue;
    // Who trains it writes its checkpoint still, and puts it away on leaving.
    const auto& trial = history.trials.at(static_cast<std::size_t>(end->number));
    if (trial.state != study::TrialState::kRunning)
      keep_only_best_weights(folder_, end->number, stages_of(options_));
  }
  tell_promotions(plan.actions, observer_);
  return true;
}

void Worker::with_claimed(study::Trial& trial, const GraphWork& work) {
  try {
    attempt(trial, work);
  } catch (const study::LeaseLost& error) {
    heartbeat_.drop(trial.number);
    leave(trial, error.what());
  }
}

/// The trial is another's now, or was stopped while it was trained.
void Worker::leave(const study::Trial& trial, const std::string& why) {
  const auto now = storage_.history().trials.at(static_cast<std::size_t>(trial.number));
  if (now.state != study::TrialState::kStopped) {
    spdlog::warn("left trial {}: {}", trial.number, why);
    return;
  }
  keep_only_best_weights(folder_, trial.number, stages_of(options_));
  observer_.trial_ended(now, now.state, now.reason);
}

void Worker::attempt(study::Trial& trial, const GraphWork& work) {
  try {
    work(step_of_trial(folder_.root(), [&] {
      return nn::build_network(candidate_of(options_, trial.params).network);
    }));
  } catch (const TrialFailure& failure) {
    heartbeat_.drop(trial.number);
    if (!failure.out_of_memory) return finish(trial, study::TrialState::kFailed, failure.reason);
    const auto state =
        storage_.take_back(trial.lease(), study::WorkerLoss::kOutOfMemory, failure.reason);
    const bool again = state == study::TrialState::kQueued;
    observer_.trial_ended(
        trial, state, failure.reason + (again ? "; it is tried again with half the batch" : ""));
  } catch (const study::LeaseLost&) {
    throw;
  } catch (const device::AgentUnreachable&) {
    throw;
  } catch (const SystemError& error) {
    release_quietly(trial);
    const std::string cure = cure_of(error.code());
    throw SystemError(fmt::format("{}: no fault of trial {}, which waits in the queue{}{}",
                                  error.what(), trial.number, cure.empty() ? "" : "; ", cure),
                      error.code());
  } catch (...) {
    release_quietly(trial);
    throw;
  }
}

/// After a failure that is told: the same one (a full disk) may keep the study from being written,
/// and then the trial is free once its lease has run out.
void Worker::release_quietly(const study::Trial& trial) {
  try {
    give_back(trial.lease());
  } catch (const Error& error) {
    spdlog::warn("trial {} cannot be given back now: {}", trial.number, error.what());
  }
}

bool Worker::prepare(study::Trial& trial, const graph::Graph& graph) {
  if (!trial.latency()) {
    storage_.report_cost(trial.lease(), measure(trial, graph));
  }
  const auto violated = fitness_.violated(known_before_training(trial));
  if (violated) finish(trial, study::TrialState::kInfeasible, *violated);
  return !violated;
}

CheckpointFiles Worker::checkpoint_of(const study::Trial& trial) const {
  return CheckpointFiles(folder_.checkpoint(trial.number, trial.restart ? trial.stage : 1));
}

train::Trainer Worker::make_trainer(const study::Trial& trial, const graph::Graph& graph,
                                    const graph::Weights& backbone) const {
  auto candidate = candidate_of(options_, trial);
  candidate.train.seed = trial.seed;
  candidate.train.threads = threads_in_stage(options_, trial.stage);
  const auto fresh = [&] {
    auto initial = train::initial_weights(graph, trial.seed);
    for (const auto& [name, tensor] : backbone) initial[name] = tensor;
    return train::Trainer(graph, initial, material_.data.of(candidate), candidate.train,
                          material_.teacher);
  };
  auto resumed = checkpoint_of(trial).resume(fresh);
  return resumed ? std::move(*resumed) : fresh();
}

std::optional<train::EpochResult> Worker::train_epoch(train::Trainer& trainer,
                                                      const study::Trial& trial) {
  const int epoch = trainer.epochs_done() + 1;
  std::exception_ptr lost;  // not the trial's failure
  const auto stop = [&] {
    try {
      heartbeat_.beat();
    } catch (...) {
      lost = std::current_exception();
    }
    return lost != nullptr || stop_() == StopRequest::kNow;
  };
  auto result = step_of_trial(folder_.root(), [&] {
    return trainer.run_epoch(stop, [&](double share) { observer_.training(trial, epoch, share); });
  });
  if (lost) std::rethrow_exception(lost);
  return result;
}

void Worker::train(study::Trial& trial, const graph::Graph& graph) {
  // A file that is gone ends the study, not one trial after the other.
  const auto backbone =
      material_.weights.backbone(candidate_of(options_, trial.params).network, graph);
  if (place_) place_(threads_in_stage(options_, trial.stage));
  auto trainer =
      step_of_trial(folder_.root(), [&] { return make_trainer(trial, graph, backbone); });
  const auto checkpoint = checkpoint_of(trial);
  while (trainer.epochs_done() < trial.target_epoch && !trainer.plateaued()) {
    const auto result = train_epoch(trainer, trial);
    if (!result) return storage_.release(trial.lease());
    storage_.report_epoch(trial.lease(), to_record(*result, trial.stage));
    if (!result->finite) {
      return finish(trial, study::TrialState::kDiverged,
                    fmt::format("epoch {}: the loss is not finite", result->epoch));
    }
    // Reported first: a kill in between repeats this epoch and its record, and loses neither.
    checkpoint.save(trainer);
    observer_.epoch_done(trial, *result);
    if (scheduler_->watches_epochs()) {
      plan(Planning::kOnlyEnds);
      storage_.renew(trial.lease(), heartbeat_.lease_s());  // LeaseLost: the plan stopped it
    }
    const bool stopped = stop_() != StopRequest::kNone ||
                         study::study_command(storage_) != study::StudyCommand::kWork;
    if (stopped && trainer.epochs_done() < trial.target_epoch) {
      return storage_.release(trial.lease());
    }
  }
  checkpoint.drop_previous();
  storage_.pause(trial.lease());
  observer_.trial_ended(trial, study::TrialState::kPaused, "");
}

void Worker::finish(const study::Trial& trial, study::TrialState state, const std::string& reason) {
  storage_.finish(trial.lease(), state, reason);
  observer_.trial_ended(trial, state, reason);
}

}  // namespace efs::tune
