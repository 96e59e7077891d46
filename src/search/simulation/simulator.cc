#include "search/simulation/simulator.h"

#include <deque>
#include <queue>
#include <vector>

#include "core/error.h"
#include "study/rules.h"

namespace efs::search {
namespace {

using study::Trial;
using study::TrialState;

constexpr double kLease_s = 1e18;  // nobody falls silent

class Simulator {
 public:
  using Observe = std::function<void(const study::History&, const SimulationEvent&)>;

  Simulator(const Scheduler& scheduler, const CurveOf& curve_of, int workers,
            const Observe& observe)
      : scheduler_(scheduler), curve_of_(curve_of), observe_(observe) {
    history_.lineage = study::new_lineage();
    for (int worker = 0; worker < workers; ++worker) idle_.push_back(worker);
  }

  SimulationResult run() {
    employ();
    while (!busy_.empty()) {
      const Job job = busy_.top();
      busy_.pop();
      now_s_ = job.end_s;
      history_.elapsed_s = now_s_;
      finish_epoch(job);
      employ();
    }
    if (!done_) fail("simulation: no worker has anything to do, and the search is not done");
    return {now_s_, epochs_, history_.trials.size()};
  }

 private:
  struct Job {
    double end_s = 0.0;
    long order = 0;  // the first begun of equal ends comes first
    int worker = 0;
    int trial = 0;
    bool operator<(const Job& other) const {
      return end_s != other.end_s ? end_s > other.end_s : order > other.order;
    }
  };

  Trial& trial(int number) { return history_.trials[static_cast<std::size_t>(number)]; }
  void changed(int number) { history_.journal.push_back(number); }

  /// Gives idle workers the queued trials.
  void employ() {
    while (!idle_.empty() && !done_) {
      while (!queue_.empty() && trial(queue_.front()).state != TrialState::kQueued) {
        queue_.pop_front();  // stopped meanwhile
      }
      if (queue_.empty()) {
        if (!plan()) return;
        continue;
      }
      const int number = queue_.front();
      queue_.pop_front();
      study::rules::claim(trial(number), "", now_s_, kLease_s);
      changed(number);
      if (!begin(number)) continue;
      begin_epoch(idle_.front(), number);
      idle_.pop_front();
    }
  }

  /// False: the trial cannot be trained.
  bool begin(int number) {
    Trial& claimed = trial(number);
    if (curves_[static_cast<std::size_t>(number)]) return true;
    auto curve = curve_of_(claimed.params);
    if (!curve) {
      study::rules::finish(claimed, claimed.lease(), TrialState::kInfeasible, "not recorded");
      return false;
    }
    claimed.cost = curve->cost;
    curves_[static_cast<std::size_t>(number)] = std::move(curve);
    return true;
  }

  void begin_epoch(int worker, int number) {
    const auto& curve = *curves_[static_cast<std::size_t>(number)];
    const auto epoch = static_cast<std::size_t>(trial(number).epochs_done());
    if (epoch >= curve.epochs.size()) {
      fail("simulation: epoch {} is asked for, but the curves have {}; lower max_epochs", epoch + 1,
           curve.epochs.size());
    }
    busy_.push({now_s_ + curve.epochs[epoch].seconds, ++order_, worker, number});
  }

  void finish_epoch(const Job& job) {
    Trial& trained = trial(job.trial);
    if (trained.state != TrialState::kRunning) {  // stopped while it trained
      idle_.push_back(job.worker);
      return;
    }
    const auto epoch = static_cast<std::size_t>(trained.epochs_done());
    study::EpochRecord record = curves_[static_cast<std::size_t>(job.trial)]->epochs[epoch];
    record.stage = trained.stage;
    record.finished_unix_s = now_s_;
    trained.epochs.push_back(record);
    ++epochs_;
    if (trained.epochs_done() >= trained.target_epoch) {
      study::rules::pause(trained, trained.lease());
    }
    changed(job.trial);
    if (observe_) observe_(history_, {now_s_, epochs_, job.trial});
    if (scheduler_.watches_epochs()) apply_all(only_ends(scheduler_.plan(history_)));
    if (trial(job.trial).state == TrialState::kRunning) {
      begin_epoch(job.worker, job.trial);
    } else {
      idle_.push_back(job.worker);
    }
  }

  /// Returns whether the scheduler had anything to do.
  bool plan() {
    const Plan plan = scheduler_.plan(history_);
    done_ = plan.done && plan.actions.empty();
    apply_all(plan.actions);
    return !plan.actions.empty();
  }

  void apply_all(const std::vector<study::Action>& actions) {
    for (const study::Action& action : actions) {
      std::visit([this](const auto& chosen) { apply(chosen); }, action);
    }
  }

  void apply(const study::CreateTrial& action) {
    const auto number = static_cast<int>(history_.trials.size());
    history_.trials.push_back(study::rules::created(action, number, 0));
    curves_.emplace_back();
    queue_.push_back(number);
    changed(number);
  }
  template <typename Change>
  void apply(const Change& action) {
    study::rules::apply(trial(action.number), action);
    if (trial(action.number).state == TrialState::kQueued) queue_.push_back(action.number);
    changed(action.number);
  }

  const Scheduler& scheduler_;
  const CurveOf& curve_of_;
  const Observe& observe_;
  study::History history_;
  std::vector<std::optional<RecordedCurve>> curves_;  // by trial
  std::deque<int> queue_;
  std::deque<int> idle_;
  std::priority_queue<Job> busy_;
  double now_s_ = 0.0;
  long epochs_ = 0;
  long order_ = 0;
  bool done_ = false;
};

}  // namespace

SimulationResult simulate(
    const Scheduler& scheduler, const CurveOf& curve_of, int workers,
    const std::function<void(const study::History&, const SimulationEvent&)>& observe) {
  return Simulator(scheduler, curve_of, workers, observe).run();
}

}  // namespace efs::search
