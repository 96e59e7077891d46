// How long a search will still take: one forecast for the progress line and for `efs status`.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "search/schedulers/strategy.h"
#include "search/space/space.h"
#include "study/trial.h"

namespace efs::search {

/// What a forecast needs beside the study's records.
struct Outlook {
  Strategy strategy;
  std::optional<std::size_t> planned_trials;  // planned_trials(); absent: not known
  int workers = 1;                            // that train side by side
  /// Where a stage has fewer trials than workers, they also use the idle workers' threads.
  bool lends_threads = false;
  /// By trial: the share of its running epoch that is done; absent: 0.
  std::map<int, double> shares = {};
  /// Trials wait for a target that cannot be reached, so there is no forecast.
  bool targets_away = false;
};

struct TimeLeft {
  double seconds = 0.0;  // above 0
  bool at_most = false;  // the search may end before (no better result, a good fitness)
};

/// "about 3 min 05 s left", "at most 2 h 10 min left".
std::string to_string(const TimeLeft& left);

/// Stages are forecast trial by trial: a worker takes the largest first, the last ones train alone.
/// Rungs are forecast by the number of trials that each will have promoted in the end. A budget of
/// epochs or hours ends the search before that. An epoch lasts as long as the trial's last ones
/// did; before its first one, in proportion to its network's MACs. Nothing before the first epoch,
/// when every trial has ended, and where the end cannot be foreseen (hyperband, PASHA or rules that
/// stop trials, without a budget of epochs or hours; targets that are away).
std::optional<TimeLeft> time_left(const study::History& history, const Outlook& outlook);

}  // namespace efs::search
