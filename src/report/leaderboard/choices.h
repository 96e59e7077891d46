// The detectors that a study recommends: a fitness weighs accuracy against latency in one of many ways.
#pragma once

#include <string>
#include <vector>

#include "report/leaderboard/leaderboard.h"

namespace efs::report {

/// How far below the most accurate one the fastest may lie, in the task's accuracy.
inline constexpr double kNearTheBest = 0.02;

struct Choice {
  const LeaderboardRow* row = nullptr;  // of the given rows
  std::string why;                      // "the best fitness; the most accurate within 15 ms"
};

/// The winner; the most accurate within the fitness's target latency (or of all, if it has none); and the
/// fastest that is within kNearTheBest of the most accurate of all. A trial that is several of these comes
/// once. Empty before the first epoch.
std::vector<Choice> choices(const ReportSource& source, const Rows& rows);

/// In the study's folder: "efs export .:7".
std::string export_command(const LeaderboardRow& row);

/// A line for each choice after the first, with its accuracy, latency and export command, for the
/// terminal; `study` is what `efs export` takes. Each line is ended.
std::string choices_text(const ReportSource& source, const Rows& rows, const std::string& study);

}  // namespace efs::report
