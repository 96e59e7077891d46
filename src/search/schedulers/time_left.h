// For how long a search still works: one forecast for the progress line and for `efs status`.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "search/schedulers/strategy.h"
#include "search/space/space.h"
#include "study/trial.h"

namespace efs::search {

/// What a forecast rests on, beside what the study has recorded.
struct Outlook {
  Strategy strategy;
  std::optional<std::size_t> planned_trials;  // planned_trials(); absent: no number is known
  int workers = 1;                            // that train side by side
  /// Trials of a stage that has fewer of them than there are workers train with the idle ones'
  /// threads too.
  bool lends_threads = false;
  /// Of the epochs that are being trained, by trial: which share is done. Absent: none of it.
  std::map<int, double> shares = {};
  /// Trials wait for a target that cannot be reached: nobody knows for how long.
  bool targets_away = false;
};

struct TimeLeft {
  double seconds = 0.0;  // above 0
  bool at_most = false;  // the search may end before (no better result, a good fitness)
};

/// "about 3 min 05 s left", "at most 2 h 10 min left".
std::string to_string(const TimeLeft& left);

/// Stages are forecast trial by trial: a worker takes the largest first, the last ones train alone.
/// Rungs are forecast by how many trials each will have promoted in the end. A budget of epochs or
/// hours ends the search before that. An epoch lasts as long as the trial's last ones did; before
/// its first one, as its network's MACs are to those of the others. Nothing before the first epoch,
/// when every trial has ended, and where the end cannot be foreseen (hyperband, PASHA or rules that
/// stop trials, without a budget of epochs or hours; targets that are away).
std::optional<TimeLeft> time_left(const study::History& history, const Outlook& outlook);

}  // namespace efs::search
