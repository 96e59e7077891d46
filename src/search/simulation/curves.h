// Recorded learning curves, on which a simulated search trains.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "search/objectives/metrics.h"
#include "search/space/space.h"

namespace efs::search {

struct RecordedCurve {
  study::Params params;
  std::vector<study::EpochRecord> epochs;  // 1, 2, ...
  study::TrialCost cost;                   // latencies on the targets where they are known
};

struct RecordedCurves {
  /// One a point, all of the same length.
  std::vector<RecordedCurve> curves;
  int epochs = 0;
  /// Every value of every parameter that occurs; some of its points may have no curve.
  Space space;
  Task task;  // whose accuracy has a column; without any the first
  bool has_accuracy = false;
  /// The targets with a column of latencies, besides the first.
  std::vector<std::string> other_targets;
  /// Number of trials that are left out, because they were stopped before the last epoch.
  int shorter = 0;
};

/// Reads a study's results.csv, or the original's architecture,learning_rate,epoch,train_loss,
/// val_loss,latency_s. Every column that is not one of the other columns of a table of results is a
/// parameter. The latency of a network (all parameters but the learning rate) is the median of its
/// recorded latencies, without those that are 0.
/// UsageError names the file, the line and what is wrong.
RecordedCurves parse_curves(std::string_view text, const std::string& name);

}  // namespace efs::search
