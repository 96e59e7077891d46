// What happened in a study, as lines of a log.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/leaderboard/leaderboard.h"

namespace efs::report {

struct LogLine {
  double unix_s = 0.0;
  int trial = 0;
  /// "began on vm:374", "stage 1 finished: IoU 0.812 after epoch 12", "stopped: not among the best"
  std::string text;
};

/// The latest `most` lines, the oldest of them first: when trials began, finished a stage and ended.
/// Epochs whose time is not known have no line.
std::vector<LogLine> study_log(const ReportSource& source, std::size_t most);

}  // namespace efs::report
