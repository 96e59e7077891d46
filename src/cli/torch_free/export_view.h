// How a study looks in other programs.
#pragma once

#include <map>

#include "report/leaderboard/leaderboard.h"
#include "study/export/optuna.h"
#include "study/export/tensorboard.h"

namespace efs::cli {

class ExportView {
 public:
  explicit ExportView(const report::ReportSource& source);
  /// The objective is the fitness; attributes are what the leaderboard shows. Valid as long as
  /// this.
  study::OptunaView optuna() const;
  static study::CurveTags tags();
  /// Valid as long as this.
  study::TrialMetrics metrics() const;

 private:
  study::OptunaView base_;
  std::map<int, report::LeaderboardRow> rows_;  // by trial
};

}  // namespace efs::cli
