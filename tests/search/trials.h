// Trials made by hand, and what they are compared by.
#pragma once

#include <string>
#include <vector>

#include "search/objectives/fitness.h"
#include "study/trial.h"

namespace efs::search {

/// A point of no space in particular, different for every number.
inline study::Params point_number(int number) { return {{"x", std::int64_t{number}}}; }

/// Paused at `target` epochs (0: at the last of `ious`) in stage `stage`, in which all were
/// trained.
inline study::Trial trial_of(int number, const std::vector<double>& ious, int target = 0,
                             int stage = 1) {
  study::Trial trial;
  trial.number = number;
  trial.params = point_number(number);
  trial.state = study::TrialState::kPaused;
  trial.stage = stage;
  trial.target_epoch = target == 0 ? static_cast<int>(ious.size()) : target;
  trial.cost = study::TrialCost{.latencies = {{study::kFirstTarget, {10.0, 10.0, "{}"}}}};
  for (const double iou : ious) {
    trial.epochs.push_back({.stage = stage,
                            .epoch = static_cast<int>(trial.epochs.size()) + 1,
                            .metrics = {{"val_loss", 10.0 * (1.0 - iou)}, {"val_iou", iou}}});
  }
  return trial;
}

inline FitnessOptions highest_iou() { return {.expression = "val_iou"}; }
inline FitnessOptions lowest_loss() {
  return {.expression = "val_loss",
          .direction = Direction::kMinimize,
          .epoch_choice = EpochChoice::kLast};
}
inline FitnessOptions iou_and_latency() {
  FitnessOptions options = highest_iou();
  options.objectives = {parse_objective("maximize val_iou"),
                        parse_objective("minimize latency_ms")};
  return options;
}

}  // namespace efs::search
