// A History as schedulers and samplers see it: which trial stands on which rung.
#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "search/objectives/objectives.h"
#include "search/rungs/changed_trials.h"
#include "search/rungs/rung.h"
#include "study/trial.h"

namespace efs::search {

/// A point of the space as a text, equal for equal points.
std::string text_of(const study::Params& point);

/// A trial's stage s is the rung s - 1. A trial is a member of a rung once it has trained to the
/// rung's epochs, or was paused or stopped on the way (a plateau ends its training early), and is
/// compared by what it had reached then. Trials that diverged on the way to a rung are members
/// without costs; infeasible and failed ones, which say nothing about training, are not members.
class Ladder {
 public:
  /// `epochs`: of the rungs, growing. `prior`: trials of other studies, which are on the rungs with
  /// the numbers -1, -2, ... and count nowhere else.
  Ladder(std::vector<int> epochs, const FitnessOptions& fitness,
         std::vector<study::Trial> prior = {});

  /// Reads all of `history` or, where it has a journal and was read before, what has changed.
  void follow(const study::History& history);

  std::size_t rungs() const { return rungs_.size(); }
  int epochs(std::size_t rung) const { return epochs_.at(rung); }
  const Rung& rung(std::size_t index) const { return *rungs_.at(index); }
  const Objectives& objectives() const { return objectives_; }
  /// The best `count` trials, best first: those on higher rungs first, then in the order of the
  /// rung.
  std::vector<int> best(std::size_t count) const;

  std::size_t trials() const { return standing_.size(); }
  bool knows(const study::Params& point) const { return points_.contains(text_of(point)); }
  std::size_t points() const { return points_.size(); }
  std::size_t in_state(study::TrialState state) const;
  /// How many rungs a trial, or a prior one, has reached.
  std::size_t reached(int number) const;
  /// The highest stage of any trial; 0: there are none.
  std::size_t highest_stage() const { return highest_stage_; }
  /// Trials that are paused on the last rung.
  const std::set<int>& finished() const { return finished_; }
  /// Trials that are queued or running and on no rung yet, by number.
  const std::vector<int>& pending() const { return pending_; }
  /// Trials that diverged, failed or are infeasible, by number.
  const std::vector<int>& fruitless() const { return fruitless_; }
  /// Members of the first rung that have costs, prior ones too, by number.
  const std::vector<int>& with_costs() const { return with_costs_; }

 private:
  struct Standing {
    study::TrialState state = study::TrialState::kQueued;
    std::size_t reached = 0;  // rungs
  };
  void begin_anew();
  void look_at(const study::Trial& trial);
  bool has_reached(const study::Trial& trial, std::size_t rung) const;
  void climb(const study::Trial& trial, int number, std::size_t& reached);

  std::vector<int> epochs_;
  Objectives objectives_;
  std::vector<std::unique_ptr<Rung>> rungs_;
  std::vector<Standing> standing_;  // by number
  std::vector<std::size_t> states_;
  std::unordered_set<std::string> points_;
  std::set<int> finished_;
  std::vector<int> pending_;
  std::vector<int> fruitless_;
  std::vector<int> with_costs_;
  std::vector<study::Trial> prior_;
  std::vector<std::size_t> prior_reached_;
  std::size_t highest_stage_ = 0;
  ChangedTrials changed_trials_;
};

}  // namespace efs::search
