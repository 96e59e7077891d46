// What `efs study delete` removes, and what it leaves.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "study/location/study_location.h"

namespace efs::study {

/// Decided before anything is deleted.
struct Removal {
  std::string database;  // as messages show it; empty: it is in the folder
  /// The study's folder, links followed; empty where it stays, for the reason `folder_stays`.
  std::filesystem::path folder;
  std::string folder_stays;
  /// In the folder: this program's files; of these, the ones that lead to the study are `last`.
  std::vector<std::filesystem::path> files, last;
  std::vector<std::filesystem::path> foreign;  // in the folder, not this program's: they stay
};

/// `location` is as it was found. The folder belongs to the study only if the study is in it: it
/// holds that study.db, or its study.url leads to this database; a path that only the database
/// names is not believed. Error: the folder is a copy, whose database has its files elsewhere, or
/// the working folder lies in it.
Removal plan_removal(const StudyLocation& location);

/// Deletes what was planned, and the folder if nothing is left in it. An interrupted deletion can
/// be repeated. Error: a search or a worker works on the study.
void remove_study(const StudyLocation& location, const Removal& removal);

}  // namespace efs::study
