#include <algorithm>
#include <map>
#include <set>

#include "core/error.h"
#include "search/objectives/ranking.h"
#include "search/schedulers/scheduler.h"

namespace efs::search {
namespace {

using study::Trial;
using study::TrialState;

void require_architectures(const Space& space) {
  if (space.find(kArchitecture) != nullptr) return;
  fail_usage("space: stages compare architectures, but there are none; give space.architectures");
}

void validate_stages(const std::vector<Stage>& stages, std::size_t networks) {
  if (stages.empty()) fail_usage("stages: there are none; give at least one {{epochs, keep}}");
  int epochs = 0;
  auto available = static_cast<int>(networks);
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const Stage& stage = stages[i];
    if (stage.epochs <= epochs) {
      fail_usage(
          "stages: stage {} has {} epochs; it needs more than {} (a stage's epochs count "
          "from the beginning, so they grow from stage to stage)",
          i + 1, stage.epochs, epochs);
    }
    if (stage.keep < 1) {
      fail_usage("stages: stage {} keeps {}; it must keep at least 1", i + 1, stage.keep);
    }
    if (stage.keep > available) {
      fail_usage("stages: stage {} keeps {} networks, but only {} reach it; lower its keep{}",
                 i + 1, stage.keep, available, i == 0 ? " or add architectures to the space" : "");
    }
    epochs = stage.epochs;
    available = stage.keep;
  }
}

/// A network in a stage, and the best of its trials that may go on.
struct Contender {
  std::string network;
  const Trial* best = nullptr;
  double fitness = 0.0;
};

class StagedScheduler final : public Scheduler {
 public:
  StagedScheduler(Space space, StagedOptions options, const FitnessOptions& fitness)
      : space_(std::move(space)), options_(std::move(options)), fitness_(fitness) {
    validate(space_);
    require_architectures(space_);
    validate_stages(options_.stages, space_.network_count());
    grid_ = space_.grid();
  }

  Plan plan(const study::History& history) const override {
    Plan plan;
    plan.actions = create_missing(history);
    if (!plan.actions.empty()) return plan;
    for (int stage = 1; stage <= static_cast<int>(options_.stages.size()); ++stage) {
      std::vector<const Trial*> members;
      for (const auto& trial : history.trials) {
        if (trial.stage == stage) members.push_back(&trial);
      }
      if (any(members, TrialState::kQueued) || any(members, TrialState::kRunning)) return plan;
      if (any(members, TrialState::kPaused)) {
        plan.actions = close_stage(stage, history);
        return plan;
      }
      plan.actions = begin_added_stage(stage, members);
      if (!plan.actions.empty()) return plan;
    }
    plan.done = std::ranges::all_of(history.trials, study::has_ended, &Trial::state);
    return plan;
  }

 private:
  /// `stage` counts from 1.
  const Stage& stage_at(int stage) const {
    return options_.stages[static_cast<std::size_t>(stage - 1)];
  }
  bool is_last(int stage) const { return stage == static_cast<int>(options_.stages.size()); }

  static bool any(const std::vector<const Trial*>& trials, TrialState state) {
    return std::ranges::count(trials, state, &Trial::state) > 0;
  }

  std::vector<study::Action> create_missing(const study::History& history) const {
    std::set<study::Params> known;
    for (const auto& trial : history.trials) known.insert(trial.params);
    std::vector<study::Action> actions;
    for (const study::Params& point : grid_) {
      if (known.count(point) != 0) continue;
      actions.emplace_back(study::CreateTrial{point, 1, options_.stages.front().epochs});
    }
    return actions;
  }

  /// A stage that was added to a study whose trials had been completed: they keep no checkpoint to
  /// go on from, and their learning rate has run down, so they train for it from scratch.
  std::vector<study::Action> begin_added_stage(int stage,
                                               const std::vector<const Trial*>& members) const {
    std::vector<study::Action> actions;
    if (is_last(stage)) return actions;
    for (const Trial* trial : members) {
      if (trial->state != TrialState::kCompleted) continue;
      actions.emplace_back(
          study::PromoteTrial{trial->number, stage + 1, stage_at(stage + 1).epochs, true});
    }
    return actions;
  }

  /// The fitness of a trial at the end of a stage; nothing if it was not there. A trial that failed
  /// and is tried again pauses there when others have gone on or been stopped.
  std::optional<double> fitness_at(const Trial& trial, int stage) const {
    if (trial.stage == stage && trial.state == TrialState::kPaused) {
      return fitness_of(trial, fitness_);
    }
    const int epochs = stage_at(stage).epochs;
    Trial then = trial;
    then.state = TrialState::kPaused;
    then.stage = stage;
    then.restart = options_.restart && stage > 1;
    std::erase_if(then.epochs, [&](const study::EpochRecord& record) {
      return record.stage > stage || record.epoch > epochs;
    });
    const bool was_there = trial.stage > stage || then.epochs_done() >= epochs;
    const bool ended_there = study::is_fruitless(trial.state) && trial.stage == stage;
    if (!was_there || ended_there) return std::nullopt;
    return fitness_of(then, fitness_);
  }

  /// Best first; networks without a trial that may go on come last, by name.
  std::vector<Contender> ranking(int stage, const study::History& history) const {
    std::map<std::string, Contender> by_name;
    for (const Trial& trial : history.trials) {
      if (trial.stage < stage) continue;
      const std::string name = space_.network_of(trial.params);
      Contender& contender = by_name[name];
      contender.network = name;
      const auto value = fitness_at(trial, stage);
      if (!value) continue;
      if (contender.best != nullptr && !fitness_.better(*value, contender.fitness)) continue;
      contender.best = &trial;
      contender.fitness = *value;
    }
    std::vector<Contender> ranked;
    for (auto& [name, contender] : by_name) ranked.push_back(contender);
    std::ranges::stable_sort(ranked, [&](const Contender& a, const Contender& b) {
      if (a.best == nullptr || b.best == nullptr) return a.best != nullptr && b.best == nullptr;
      if (a.fitness != b.fitness) return fitness_.better(a.fitness, b.fitness);
      return a.best->number < b.best->number;
    });
    return ranked;
  }

  /// Decides on the paused trials of a stage in which nothing is left to train.
  std::vector<study::Action> close_stage(int stage, const study::History& history) const {
    const std::vector<Contender> ranked = ranking(stage, history);
    const auto able = std::ranges::count_if(
        ranked, [](const Contender& contender) { return contender.best != nullptr; });
    const int kept = std::min(stage_at(stage).keep, static_cast<int>(able));
    std::vector<study::Action> actions;
    for (const Trial& trial : history.trials) {
      if (trial.stage != stage || trial.state != TrialState::kPaused) continue;
      const auto contender =
          std::ranges::find(ranked, space_.network_of(trial.params), &Contender::network);
      const auto place = static_cast<int>(contender - ranked.begin()) + 1;
      const std::string rank = fmt::format("rank {} of {}, {} kept", place, ranked.size(), kept);
      if (place <= kept && contender->best == &trial) {
        actions.push_back(go_on(trial, stage, rank));
      } else {
        actions.emplace_back(study::EndTrial{
            trial.number, TrialState::kStopped,
            fmt::format("stage {}: {}", stage, why_stopped(trial, *contender, rank))});
      }
    }
    return actions;
  }

  study::Action go_on(const Trial& trial, int stage, const std::string& rank) const {
    if (is_last(stage)) {
      return study::EndTrial{trial.number, TrialState::kCompleted,
                             fmt::format("stage {}: {}", stage, rank)};
    }
    return study::PromoteTrial{trial.number, stage + 1, stage_at(stage + 1).epochs,
                               options_.restart};
  }

  std::string why_stopped(const Trial& trial, const Contender& contender,
                          const std::string& rank) const {
    if (!fitness_of(trial, fitness_)) {
      const auto violated = fitness_.violated(metrics_of(trial, fitness_));
      return violated ? "violates " + *violated : "it has no fitness";
    }
    if (contender.best == &trial) return rank;
    return fmt::format("trial {} is the better one of its network ({})", contender.best->number,
                       rank);
  }

  const Space space_;
  std::vector<study::Params> grid_;
  const StagedOptions options_;
  const Fitness fitness_;
};

}  // namespace

std::unique_ptr<Scheduler> make_staged_scheduler(const Space& space, const StagedOptions& options,
                                                 const FitnessOptions& fitness) {
  return std::make_unique<StagedScheduler>(space, options, fitness);
}

}  // namespace efs::search
