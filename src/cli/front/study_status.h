// How far a study is, as plain data.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/json.h"
#include "report/figures.h"

namespace efs::cli {

/// A trial that a worker holds.
struct RunningTrial {
  int trial = 0;
  std::string label;
  std::string worker;
  int stage = 1;
  int epochs = 0;
  int target_epoch = 0;
  std::optional<double> last_val_iou;
};

struct StudyStatus {
  std::string name;
  std::filesystem::path folder;
  double age_s = 0.0;   // since the study was created
  double idle_s = 0.0;  // since its database was last written
  int stage = 0;        // the latest that trials have reached; 0: none
  int stages = 0;       // planned; 0: unknown
  bool done = false;    // every trial has ended
  report::Totals totals;
  std::vector<RunningTrial> running;
  std::vector<report::LeaderboardRow> rows;  // best first
};

/// `now_unix_s` and `written_unix_s` (the database's last change) are seconds since the epoch.
StudyStatus study_status(const report::ReportSource& source, const std::filesystem::path& folder,
                         double now_unix_s, double written_unix_s);

/// When the database, or its write-ahead log, was last written.
double last_written_unix_s(const std::filesystem::path& study_folder);

Json to_json(const StudyStatus& status);

// status_text.cc
/// One line a study.
std::string list_text(const std::vector<StudyStatus>& studies);
/// A screen about one study.
std::string status_text(const StudyStatus& status);

}  // namespace efs::cli
