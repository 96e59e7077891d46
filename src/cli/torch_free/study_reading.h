// What a study held at one moment.
#pragma once

#include <memory>
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

/// A study whose database stays open, to be read again and again.
class OpenedStudy {
 public:
  /// Error: its database cannot be opened; it names it.
  explicit OpenedStudy(study::StudyLocation location, const study::Access& access = {});
  /// Reads what has changed, without making the study's writers wait.
  void refresh();
  const StudyReading& reading() const { return reading_; }
  study::Storage& storage() { return *storage_; }

 private:
  const study::StudyLocation location_;
  const double opened_file_s_;  // when the file was written before it was opened
  const std::unique_ptr<study::Storage> storage_;
  StudyReading reading_;
};

/// Opens the study's database and reads it. An Error names it.
StudyReading read_study(const study::StudyLocation& location, const study::Access& access = {});

}  // namespace efs::cli
