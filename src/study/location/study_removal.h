// What `efs study delete` takes away, and what it leaves.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "study/location/study_location.h"

namespace efs::study {

/// Decided before anything is deleted.
struct Removal {
  std::string database;  // as messages show it; empty: it goes with the folder
  /// The study's folder, links followed; empty where it stays, for the reason `folder_stays`.
  std::filesystem::path folder;
  std::string folder_stays;
  /// In the folder, what this program put there; then what leads to the study.
  std::vector<std::filesystem::path> files, last;
  std::vector<std::filesystem::path> foreign;  // in the folder, somebody else's: it stays
};

/// `location` is as it was found. The folder is the study's only where the study is in it: it holds
/// that study.db, or its study.url leads to this database; a path that only the database names is
/// not believed. Error: the folder is a copy, whose database has its files elsewhere, or the
/// working folder lies in it.
Removal plan_removal(const StudyLocation& location);

/// Deletes what was planned, and the folder if nothing is left in it. A deletion that was
/// interrupted can be repeated. Error: a search or a worker works on the study.
void remove_study(const StudyLocation& location, const Removal& removal);

}  // namespace efs::study
