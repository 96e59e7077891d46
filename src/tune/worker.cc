#include "tune/worker.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <cmath>
#include <exception>
#include <map>
#include <thread>
#include <vector>

#include "core/error.h"
#include "study/rules.h"
#include "study/wish.h"
#include "train/checkpoint.h"
#include "train/network.h"
#include "train/weights_file.h"
#include "tune/candidate.h"
#include "tune/latency_models.h"
#include "tune/network_order.h"
#include "tune/stage_threads.h"
#include "tune/study_scheduler.h"

namespace efs::tune {
namespace {

constexpr auto kWaitForOthers = std::chrono::milliseconds(200);
constexpr auto kWaitForTarget = std::chrono::milliseconds(1000);

/// The trial could not be built, measured or trained; the study is sound.
struct TrialFailure {
  std::string reason;
  bool out_of_memory = false;
};

/// What libtorch says of its CPU allocator, and of a GPU's memory (an exception class whose name
/// differs between versions).
bool tells_of_memory(const std::string& message) {
  return message.find("can't allocate memory") != std::string::npos ||
         message.find("out of memory") != std::string::npos;
}

/// libtorch appends its stack, which says nothing to a user.
std::string without_stack(const std::string& message) {
  return message.substr(0, message.find("\nframe #"));
}

/// Runs a step of a trial; what it throws is the trial's failure, not the study's.
template <typename Step>
auto step_of_trial(Step&& step) {
  try {
    return step();
  } catch (const device::AgentUnreachable&) {
    throw;
  } catch (const device::MeasurementCancelled&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw TrialFailure{"out of memory", true};
  } catch (const std::exception& error) {
    throw TrialFailure{without_stack(error.what()), tells_of_memory(error.what())};
  }
}

study::EpochRecord to_record(const train::EpochResult& result, int stage) {
  return {.stage = stage,
          .epoch = result.epoch,
          .train_loss = result.train_loss,
          .val_loss = result.val_loss,
          .val_iou = result.val_iou,
          .learning_rate = result.learning_rate,
          .seconds = result.seconds,
          .images_per_second = result.images_per_second};
}

search::Metrics known_before_training(study::Trial trial) {
  trial.epochs.clear();
  return search::metrics_of(trial);
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
    const study::Wish wish = study::wish(storage_);
    if (wish == study::Wish::kStop) break;
    if (wish == study::Wish::kPause) {
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

void Worker::prepare_all() {
  plan();
  measure_networks();
  claim_measured();
  keep_latency_models(options_, storage_);
}

void Worker::claim_measured() {
  // Held until the end: a trial that is released would be claimed again.
  const auto release_held = [&] {
    for (const study::Lease& lease : std::vector(heartbeat_.held())) give_back(lease);
  };
  try {
    while (stop_() == StopRequest::kNone) {
      auto trial = storage_.claim(name_, heartbeat_.lease_s());
      if (!trial) break;
      heartbeat_.hold(trial->lease());
      try {
        with_claimed(*trial, [&](const graph::Graph& graph) {
          if (!prepare(*trial, graph)) heartbeat_.drop(trial->number);
        });
      } catch (const device::AgentUnreachable&) {
        // It is measured when it is trained, on that target; the others have been asked.
      } catch (const device::MeasurementCancelled&) {
        break;
      }
      heartbeat_.beat();
    }
  } catch (...) {
    release_held();
    throw;
  }
  release_held();
}

std::vector<UnmeasuredNetwork> Worker::unmeasured_networks() {
  std::map<std::string, study::Params> points;
  for (const auto& trial : storage_.history().trials) {
    const bool waits = trial.state == study::TrialState::kQueued && !trial.latency;
    if (waits) points.emplace(options_.space.network_of(trial.params), trial.params);
  }
  // Trials come one by one where a sampler chooses them.
  for (const auto& params : listed_networks(options_)) {
    points.emplace(options_.space.network_of(params), params);
  }
  std::vector<UnmeasuredNetwork> networks;
  for (const auto& [name, params] : points) {
    try {
      networks.emplace_back(params, nn::build_network(candidate_of(options_, params).network));
    } catch (const Error&) {
      // A trial with it fails, and says why.
    }
  }
  return networks;
}

void Worker::measure_networks() {
  std::vector<UnmeasuredNetwork> left = unmeasured_networks();
  if (left.size() > DriftWatch::kBetween) meter_.watch_drift();
  NetworkOrder order(search::reference_latency_ms(options_.fitness));
  while (!left.empty() && stop_() == StopRequest::kNone) {
    const auto next = left.begin() + static_cast<std::ptrdiff_t>(order.next(left));
    study::Trial trial;
    trial.params = next->params;
    try {
      order.measured(*next, measure(trial, next->graph).latency.median_ms);
    } catch (const TrialFailure& failure) {
      spdlog::warn("{} could not be measured: {}", label_of(trial.params), failure.reason);
    } catch (const device::AgentUnreachable&) {
      // told by the meter
    } catch (const device::MeasurementCancelled&) {
      return;
    }
    left.erase(next);
  }
}

study::TrialCost Worker::measure(study::Trial& trial, const graph::Graph& graph) {
  std::exception_ptr lost;  // the trial's lease, while a target was busy with others
  const auto alive = [&] {
    try {
      heartbeat_.beat();
    } catch (...) {
      lost = std::current_exception();
    }
  };
  const auto cost = step_of_trial(
      [&] { return meter_.measure(graph, options_.space.network_of(trial.params), alive); });
  if (lost) std::rethrow_exception(lost);
  study::rules::set_cost(trial, cost);
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
    if (trial.state != study::TrialState::kRunning) keep_only_best_weights(end->number);
  }
  tell_promotions(plan.actions, observer_);
  return true;
}

template <typename Work>
void Worker::with_claimed(study::Trial& trial, Work work) {
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
  keep_only_best_weights(trial.number);
  observer_.trial_ended(now, now.state, now.reason);
}

template <typename Work>
void Worker::attempt(study::Trial& trial, Work work) {
  try {
    work(step_of_trial(
        [&] { return nn::build_network(candidate_of(options_, trial.params).network); }));
  } catch (const TrialFailure& failure) {
    heartbeat_.drop(trial.number);
    if (!failure.out_of_memory) return finish(trial, study::TrialState::kFailed, failure.reason);
    const auto state = storage_.lose(trial.lease(), study::Loss::kOutOfMemory, failure.reason);
    const bool again = state == study::TrialState::kQueued;
    observer_.trial_ended(
        trial, state, failure.reason + (again ? "; it is tried again with half the batch" : ""));
  } catch (const study::LeaseLost&) {
    throw;
  } catch (const device::AgentUnreachable&) {
    throw;
  } catch (...) {
    heartbeat_.drop(trial.number);
    storage_.release(trial.lease());
    throw;
  }
}

bool Worker::prepare(study::Trial& trial, const graph::Graph& graph) {
  if (!trial.latency) {
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
  auto result = step_of_trial([&] {
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
  auto trainer = step_of_trial([&] { return make_trainer(trial, graph, backbone); });
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
    const bool stopped =
        stop_() != StopRequest::kNone || study::wish(storage_) != study::Wish::kWork;
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

/// Optimiser state is several times the weights, and nobody goes on from an ended trial.
void Worker::keep_only_best_weights(int number) const {
  const auto trial = folder_.trial(number);
  if (!std::filesystem::exists(trial)) return;
  std::filesystem::path newest;
  for (int stage = 1; stage <= static_cast<int>(options_.strategy.staged.stages.size()); ++stage) {
    const auto checkpoint = folder_.checkpoint(number, stage);
    if (std::filesystem::exists(checkpoint)) newest = checkpoint;
  }
  if (newest.empty()) return;
  train::write_safetensors(folder_.weights(number), train::read_checkpoint(newest).best_weights);
  for (int stage = 1; stage <= static_cast<int>(options_.strategy.staged.stages.size()); ++stage) {
    const auto checkpoint = folder_.checkpoint(number, stage);
    CheckpointFiles(checkpoint).drop_previous();
    std::filesystem::remove(checkpoint);
  }
}

}  // namespace efs::tune
