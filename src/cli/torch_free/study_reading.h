// A study as it stood at one moment.
#pragma once

#include <string>
#include <vector>

#include "report/leaderboard/source.h"
#include "search/schedulers/time_left.h"
#include "study/location/study_location.h"

namespace efs::cli {

struct StudyReading {
  report::ReportSource source;
  /// Of the clock that its leases are measured with; seconds since the epoch.
  double now_s = 0.0;
  /// When the study was last written.
  double written_s = 0.0;
  /// For how long it still works, as far as that is foreseeable.
  search::Outlook outlook = {};
  /// What is wrong with targets that cannot be reached.
  std::vector<std::string> targets_away = {};
};

/// Opens the study's database and reads it, without making its writers wait. Error names it.
StudyReading read_study(const study::StudyLocation& location, const study::Access& access = {});

}  // namespace efs::cli
