// How good a simulated search is: its choice, compared with all recorded curves.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "search/objectives/objectives.h"
#include "search/simulation/curves.h"
#include "search/simulation/simulator.h"

namespace efs::search {

/// The choice after some epoch. With one fitness: the trial that looks best so far (its curve as
/// far as it was trained). With several objectives: the front of all trials so far.
struct ChoiceStep {
  long epochs = 0;
  double time_s = 0.0;
  /// How far the fitness of the choice at its last recorded epoch is from the best of all. With
  /// several objectives: 1 - its hypervolume / that of the whole front, counted from the
  /// objectives' references, or from a tenth of the front's extent beyond it.
  double regret = 0.0;
  /// One more than the number of curves that are better at the last epoch; with several objectives:
  /// 0.
  int rank = 0;
};

class SearchScore {
 public:
  /// UsageError: no curve has what the fitness reads.
  SearchScore(const RecordedCurves& curves, const FitnessOptions& fitness);

  void observe(const study::History& history, const SimulationEvent& event);
  /// A step for every change of the choice.
  const std::vector<ChoiceStep>& steps() const { return steps_; }

  /// Epochs until the rank is at most `rank` for good; nothing: never.
  std::optional<long> epochs_until_rank(int rank) const;
  /// The same for a regret of at most `regret`.
  std::optional<long> epochs_until_regret(double regret) const;

 private:
  template <typename Holds>
  std::optional<long> epochs_until(Holds holds) const;
  ChoiceStep choose() const;

  Objectives objectives_;
  std::map<study::Params, Costs> final_;  // of every curve that has any
  std::vector<double> sorted_;            // first final costs, one objective
  Costs reference_;
  double whole_volume_ = 0.0;
  struct Seen {
    Costs now;
    Costs last;
  };
  std::map<int, Seen> seen_;  // by trial
  std::vector<ChoiceStep> steps_;
};

}  // namespace efs::search
