// How a study looks in Optuna.
#pragma once

#include <map>

#include "report/figures.h"
#include "study/optuna.h"

namespace efs::cli {

class OptunaSource {
 public:
  explicit OptunaSource(const report::ReportSource& source);
  /// The objective is the fitness; attributes are what the leaderboard shows. Valid as long as
  /// this.
  study::OptunaView view() const;

 private:
  study::OptunaView base_;
  std::map<int, report::LeaderboardRow> rows_;  // by trial
};

}  // namespace efs::cli
