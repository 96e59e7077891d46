// Learning curves that were recorded: what a simulated search trains on.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "search/space/space.h"

namespace efs::search {

struct RecordedCurve {
  study::Params params;
  std::vector<study::EpochRecord> epochs;                 // 1, 2, ...
  double latency_ms = 0.0;                                // on the first target; 0: not known
  std::map<std::string, double> other_latencies_ms = {};  // on further ones, by name
};

/// What is known of a trial of this curve before it is trained.
study::TrialCost cost_of(const RecordedCurve& curve);

struct RecordedCurves {
  /// Each point once; all of the same length.
  std::vector<RecordedCurve> curves;
  int epochs = 0;
  /// Every value of every parameter that occurs; not every point need be recorded.
  Space space;
  bool has_accuracy = false;
  /// Whose latencies there are beside the first's.
  std::vector<std::string> other_targets;
  /// Trials that were left out, because they were stopped before the last epoch.
  int shorter = 0;
};

/// Reads a study's results.csv, or the original's architecture,learning_rate,epoch,train_loss,
/// val_loss,latency_s. Columns that are none of those a table of results has beside its parameters
/// are parameters. The latency of a network (all parameters but the learning rate) is the median of
/// what is recorded of it, measurements of 0 left out.
/// UsageError names the file, the line and what is wrong.
RecordedCurves parse_curves(std::string_view text, const std::string& name);

}  // namespace efs::search
