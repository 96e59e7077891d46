// What a study held at one moment.
#pragma once

#include <string>
#include <vector>

#include "report/leaderboard/source.h"
#include "search/schedulers/time_left.h"
#include "study/location/study_location.h"

namespace efs::cli {

struct StudyReading {
  report::ReportSource source;
  /// By the clock that measures its leases; seconds since the epoch.
  double now_s = 0.0;
  /// When the study was last written.
  double written_s = 0.0;
  /// What a forecast of its end needs.
  search::Outlook outlook = {};
  /// Why each target that cannot be reached is away.
  std::vector<std::string> targets_away = {};
};

/// Opens the study's database and reads it, without making its writers wait. An Error names it.
StudyReading read_study(const study::StudyLocation& location, const study::Access& access = {});

}  // namespace efs::cli
