#include "tune/worker/worker.h"

#include <chrono>
#include <thread>

#include "study/study_command.h"
#include "tune/worker/checkpoint_files.h"
#include "tune/worker/study_scheduler.h"
#include "tune/worker/work_time.h"

namespace efs::tune {
namespace {

constexpr auto kWaitForOthers = std::chrono::milliseconds(200);
constexpr auto kWaitForTarget = std::chrono::milliseconds(1000);

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

Worker::Worker(std::string name, const WorkerSetup& setup)
    : name_(std::move(name)),
      setup_(setup),
      scheduler_(study_scheduler(setup.options, setup.storage)),
      heartbeat_(setup.storage, setup.options.workers.lease_s),
      runner_(setup, heartbeat_) {
  if (scheduler_->watches_epochs()) runner_.after_epoch([this] { plan(Planning::kOnlyEnds); });
}

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
  while (!stopped()) {
    const study::StudyCommand command = study::study_command(setup_.storage);
    if (command == study::StudyCommand::kStop) break;
    if (command == study::StudyCommand::kPause) {
      std::this_thread::sleep_for(kWaitForOthers);
    } else if (auto trial = setup_.storage.claim(name_, heartbeat_.lease_s())) {
      // What waits stays held until another has been worked on: the next claim is for that one.
      if (!work_on(*trial)) continue;
      release_waiting();
      last_work_s = clock_.steady_s();
    } else if (!plan()) {
      if (clock_.steady_s() - last_work_s > setup_.idle_limit_s) return WorkerEnd::kIdle;
      std::this_thread::sleep_for(release_waiting() ? kWaitForTarget : kWaitForOthers);
    }
    if (done_) return WorkerEnd::kStudyDone;
  }
  return WorkerEnd::kStopped;
}

bool Worker::work_on(study::Trial& trial) {
  heartbeat_.hold(trial.lease());
  if (runner_.run(trial) == TrialOutcome::kTargetAway) {
    waiting_.push_back(trial.lease());
    return false;
  }
  heartbeat_.drop(trial.number);
  return true;
}

bool Worker::release_waiting() {
  const bool any = !waiting_.empty();
  for (const study::Lease& lease : waiting_) runner_.give_back(lease);
  waiting_.clear();
  return any;
}

bool Worker::plan(Planning planning) {
  const auto revision = setup_.storage.revision();
  refresh_history(setup_.options, setup_.storage, history_);
  auto plan = scheduler_->plan(history_);
  done_ = plan.done && plan.actions.empty();
  if (planning == Planning::kOnlyEnds) plan.actions = search::only_ends(plan);
  if (plan.actions.empty()) return done_;
  // Another worker was first: look again.
  if (!setup_.storage.apply(plan.actions, revision)) return true;
  for (const auto& action : plan.actions) {
    const auto* end = std::get_if<study::EndTrial>(&action);
    if (end == nullptr) continue;
    // A running trial's worker still writes its checkpoint, and puts it away on leaving.
    const auto& trial = history_.trial(end->number);
    if (trial.state != study::TrialState::kRunning) {
      keep_only_best_weights(setup_.folder, end->number, setup_.options);
    }
  }
  tell_promotions(plan.actions, setup_.observer);
  return true;
}

}  // namespace efs::tune
