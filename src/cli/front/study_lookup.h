// From what a user calls a study to its folder and its database.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "report/source.h"
#include "study/study_place.h"

namespace efs::cli {

/// `word` is a study folder, its study.db, the name of a study under ./runs, or a URL. Error lists
/// what there is.
study::StudyPlace find_study(const std::string& word);

/// Studies whose folders are in `runs`, by name; none where there is no such folder.
std::vector<study::StudyPlace> list_studies(const std::filesystem::path& runs);

/// A study as it stood at one moment.
struct StudyReading {
  report::ReportSource source;
  /// Of the clock that its leases are measured with; seconds since the epoch.
  double now_s = 0.0;
  /// When the study was last written.
  double written_s = 0.0;
  /// What is wrong with targets that cannot be reached.
  std::vector<std::string> targets_away = {};
};

/// Opens the study's database and reads it, without making its writers wait. Error names it.
StudyReading read_study(const study::StudyPlace& place);

}  // namespace efs::cli
