// Which trials a reader wants to see.
#pragma once

#include <string>
#include <vector>

#include "report/leaderboard/leaderboard.h"

namespace efs::report {

/// Conditions separated by blanks, all of which must hold:
///   WORD           part of the trial's label: "resnet"
///   NAME=VALUE     state=completed, architecture=mobilenet*, trial=17; '*' stands for any text
///   NAME!=VALUE
///   NAME<NUMBER    latency_ms<2, val_iou>=0.8; <= > too; false where the trial has no such number
/// Names: rank, trial, state, stage, epochs, architecture, learning_rate, fitness, latency_ms,
/// params, macs, size_mb, the metrics, and what else the space chose.
class RowFilter {
 public:
  /// UsageError: a name that none of `rows` has, or a comparison with something that is no number.
  RowFilter(const std::string& text, const Rows& rows);

  bool is_empty() const { return conditions_.empty(); }
  bool matches(const LeaderboardRow& row) const;

 private:
  struct Condition {
    std::string name;  // empty: the label
    std::string sign;  // "", "=", "!=", "<", "<=", ">", ">="
    std::string text;
    double number = 0.0;
  };
  static Condition parse(const std::string& word, const std::vector<std::string>& names);

  std::vector<Condition> conditions_;
};

/// The study with only those trials.
ReportSource only(const ReportSource& source, const Rows& rows);

}  // namespace efs::report
