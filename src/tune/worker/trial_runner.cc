#include "tune/worker/trial_runner.h"

#include <spdlog/spdlog.h>

#include "core/error.h"
#include "core/process/machine_fault.h"
#include "search/objectives/ranking.h"
#include "study/study_command.h"
#include "train/network/initial_weights.h"
#include "tune/worker/checkpoint_files.h"
#include "tune/worker/stage_threads.h"
#include "tune/worker/trial_step.h"

namespace efs::tune {
namespace {

search::Metrics known_before_training(study::Trial trial, const search::Fitness& fitness) {
  trial.epochs.clear();
  return search::metrics_of(trial, fitness);
}

}  // namespace

TrialRunner::TrialRunner(const WorkerSetup& setup, Heartbeat& heartbeat)
    : setup_(setup),
      heartbeat_(heartbeat),
      fitness_(setup.options.fitness),
      meter_(setup.options.latency, setup.folder.root() / "trials", setup.storage,
             [stop = setup.stop] { return stop() == StopRequest::kNow; }) {}

TrialOutcome TrialRunner::run(study::Trial& trial) { return attempt(trial, true); }

TrialOutcome TrialRunner::prepare(study::Trial& trial) { return attempt(trial, false); }

TrialOutcome TrialRunner::attempt(study::Trial& trial, bool trains) try {
  try {
    const Candidate candidate = candidate_of(setup_.options, trial);
    const auto graph =
        step_of_trial(setup_.folder.root(), [&] { return nn::build_network(candidate.network); });
    const TrialOutcome prepared = prepare(trial, graph);
    const bool ready = prepared == TrialOutcome::kReady;
    return ready && trains ? train(trial, graph, candidate) : prepared;
  } catch (const TrialFailure& failure) {
    report_failure(trial, failure.reason, failure.out_of_memory);
    return TrialOutcome::kReported;
  }
} catch (const study::LeaseLost& lost) {
  return leave(trial, lost.what());
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

TrialOutcome TrialRunner::prepare(study::Trial& trial, const graph::Graph& graph) {
  if (!trial.latency()) {
    const Measured measured = measure(trial, graph);
    if (const auto* why = std::get_if<NotMeasured>(&measured)) {
      if (*why == NotMeasured::kTargetAway) return TrialOutcome::kTargetAway;
      give_back(trial.lease());
      return TrialOutcome::kCancelled;
    }
    setup_.storage.report_cost(trial.lease(), *trial.cost);
  }
  const auto violated = fitness_.violated(known_before_training(trial, fitness_));
  return violated ? end(trial, study::TrialState::kInfeasible, *violated) : TrialOutcome::kReady;
}

Measured TrialRunner::measure(study::Trial& point, const graph::Graph& graph) {
  const auto alive = [&] {
    heartbeat_.beat();
    try {
      setup_.observer.measuring(point.params);
    } catch (const std::exception&) {
      // Whoever watches may be gone: no reason to lose a measurement.
    }
  };
  const std::string name = network_name(setup_.options.space, point.params);
  Measured measured =
      step_of_trial(setup_.folder.root(), [&] { return meter_.measure(graph, name, alive); });
  if (const auto* cost = std::get_if<study::TrialCost>(&measured)) {
    point.cost = *cost;
    setup_.observer.measured(point);
  }
  return measured;
}

TrialOutcome TrialRunner::train(study::Trial& trial, const graph::Graph& graph,
                                const Candidate& candidate) {
  study::Storage& storage = setup_.storage;
  // A file that is gone ends the study, not one trial after the other.
  const auto backbone = setup_.material.weights.backbone(candidate.network, graph);
  if (setup_.before_training) setup_.before_training(threads_in_stage(setup_.options, trial.stage));
  auto trainer = step_of_trial(setup_.folder.root(),
                               [&] { return make_trainer(trial, graph, candidate, backbone); });
  const CheckpointFiles checkpoint(setup_.folder, trial);
  while (trainer.epochs_done() < trial.target_epoch && !trainer.plateaued()) {
    auto epoch = train_epoch(trainer, trial);
    if (!epoch) {
      storage.release(trial.lease());
      return TrialOutcome::kReported;
    }
    storage.report_epoch(trial.lease(), *epoch);
    if (!train::is_finite(*epoch)) {
      return end(trial, study::TrialState::kDiverged,
                 fmt::format("epoch {}: the loss is not finite", epoch->epoch));
    }
    // Reported first: a kill in between repeats this epoch and its record, and loses neither.
    checkpoint.save(trainer);
    setup_.observer.epoch_done(trial, *epoch);
    if (after_epoch_) {
      after_epoch_();
      storage.renew(trial.lease(), heartbeat_.lease_s());  // LeaseLost: the plan stopped it
    }
    const bool stopped = setup_.stop() != StopRequest::kNone ||
                         study::study_command(storage) != study::StudyCommand::kWork;
    if (stopped && trainer.epochs_done() < trial.target_epoch) {
      storage.release(trial.lease());
      return TrialOutcome::kReported;
    }
  }
  checkpoint.drop_previous();
  storage.pause(trial.lease());
  setup_.observer.trial_ended(trial, study::TrialState::kPaused, "");
  return TrialOutcome::kReported;
}

train::Trainer TrialRunner::make_trainer(const study::Trial& trial, const graph::Graph& graph,
                                         const Candidate& candidate,
                                         const graph::Weights& backbone) const {
  train::TrainOptions options = candidate.train;
  options.seed = trial.seed;
  options.threads = threads_in_stage(setup_.options, trial.stage);
  const auto fresh = [&] {
    auto initial = train::initial_weights(graph, trial.seed);
    for (const auto& [name, tensor] : backbone) initial[name] = tensor;
    return train::Trainer(graph, initial, setup_.material.data.of(candidate), options,
                          setup_.material.teacher);
  };
  auto resumed = CheckpointFiles(setup_.folder, trial).resume(fresh);
  return resumed ? std::move(*resumed) : fresh();
}

std::optional<EpochRecord> TrialRunner::train_epoch(train::Trainer& trainer,
                                                    const study::Trial& trial) {
  const int number = trainer.epochs_done() + 1;
  const auto stop = [&] {
    heartbeat_.beat();
    return !heartbeat_.holds(trial.number) || setup_.stop() == StopRequest::kNow;
  };
  auto epoch = step_of_trial(setup_.folder.root(), [&] {
    return trainer.run_epoch(stop,
                             [&](double share) { setup_.observer.training(trial, number, share); });
  });
  if (epoch) epoch->stage = trial.stage;
  return epoch;
}

TrialOutcome TrialRunner::end(const study::Trial& trial, study::TrialState state,
                              const std::string& reason) {
  setup_.storage.finish(trial.lease(), state, reason);
  setup_.observer.trial_ended(trial, state, reason);
  return TrialOutcome::kReported;
}

void TrialRunner::report_failure(const study::Trial& trial, const std::string& reason,
                                 bool out_of_memory) {
  if (!out_of_memory) {
    end(trial, study::TrialState::kFailed, reason);
    return;
  }
  const auto state =
      setup_.storage.take_back(trial.lease(), study::WorkerLoss::kOutOfMemory, reason);
  const bool again = state == study::TrialState::kQueued;
  setup_.observer.trial_ended(trial, state,
                              reason + (again ? "; it is tried again with half the batch" : ""));
}

TrialOutcome TrialRunner::leave(const study::Trial& trial, const std::string& why) {
  const auto now = setup_.storage.history().trial(trial.number);
  if (now.state == study::TrialState::kStopped) {
    keep_only_best_weights(setup_.folder, trial.number, setup_.options);
    setup_.observer.trial_ended(now, now.state, now.reason);
  } else {
    spdlog::warn("left trial {}: {}", trial.number, why);
  }
  return TrialOutcome::kLeft;
}

void TrialRunner::give_back(const study::Lease& lease) {
  heartbeat_.drop(lease.trial);
  try {
    setup_.storage.release(lease);
  } catch (const study::LeaseLost&) {
    // It is another worker's now.
  }
}

/// After a failure that is told: the same one (a full disk) may keep the study from being written,
/// and then the trial is free once its lease has run out.
void TrialRunner::release_quietly(const study::Trial& trial) {
  try {
    give_back(trial.lease());
  } catch (const Error& error) {
    spdlog::warn("trial {} cannot be given back now: {}", trial.number, error.what());
  }
}

}  // namespace efs::tune
