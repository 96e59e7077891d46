// How far a study is, as plain data.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/torch_free/study_reading.h"
#include "core/text/json.h"
#include "report/leaderboard/leaderboard.h"
#include "search/schedulers/budget.h"
#include "search/schedulers/time_left.h"

namespace efs::cli {

/// A trial that a worker holds.
struct RunningTrial {
  int trial = 0;
  std::string label;
  std::string worker;
  int stage = 1;
  int epochs = 0;
  int target_epoch = 0;
  std::optional<double> last_accuracy;
  double heartbeat_age_s = 0.0;  // since its worker's last sign of life
  std::string slurm_job;         // the job of its worker, "12_3"; empty outside of Slurm
  std::string slurm_state;       // "RUNNING"; empty where Slurm's queue does not have it
  bool silent = false;           // its lease has run out: the next claim takes it back
};

struct StudyStatus {
  std::string name;
  std::filesystem::path folder;
  search::Metric accuracy;  // of the study's task
  double age_s = 0.0;       // since the study was created
  double idle_s = 0.0;      // since its database was last written
  int stage = 0;            // the latest that trials have reached; 0: none
  int stages = 0;           // planned; 0: unknown
  bool done = false;        // every trial has ended
  report::Totals totals;
  double images_per_second = 0.0;  // of all running trials together, at their last epoch
  std::optional<search::TimeLeft> time_left;
  search::Budget budget;
  double worked_s = 0.0;  // with budget.hours only
  std::vector<RunningTrial> running;
  std::vector<std::string> targets_away;  // why each cannot be reached
  report::Rows rows;                      // best first
};

StudyStatus study_status(const StudyReading& reading, const std::filesystem::path& folder);

Json to_json(const StudyStatus& status);

}  // namespace efs::cli
