// How many faces the model in best/ finds at how many false alarms.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <vector>

#include "detect/operating_point.h"
#include "detect/recall_curve.h"

namespace efs::report {

/// Of the validation images.
struct WinnerRecall {
  int trial = 0;
  std::size_t images = 0;
  std::size_t faces = 0;
  std::optional<detect::OperatingPoint> deployed;  // at the model's own threshold
  std::vector<detect::RecallPoint> points;         // of detect::recall_curve()
};

/// Reads STUDY/best/recall_curve.json, which the worker writes for the task faces:
///   {"images": 279, "faces": 526,
///    "deployed": {"threshold": 0.45, "false_alarms": 24, "right": 421} or null,
///    "points": [[0, 0.66, 0.71], ...], "trial": 3}
/// with points of false alarms, recall and score. Nothing when there is no such file; Error when it
/// is another one.
std::optional<WinnerRecall> load_winner_recall(const std::filesystem::path& study_folder);

}  // namespace efs::report
