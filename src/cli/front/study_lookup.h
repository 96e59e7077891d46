// From what a user calls a study to its folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "report/source.h"

namespace efs::cli {

/// `word` is a study folder, its study.db, or the name of a study under ./runs. Error lists what
/// there is.
std::filesystem::path find_study(const std::string& word);

/// Folders in `runs` that hold a study, by name; none where there is no such folder.
std::vector<std::filesystem::path> list_studies(const std::filesystem::path& runs);

/// Opens the study's database and reads it. Error names the folder.
report::ReportSource read_study(const std::filesystem::path& folder);

}  // namespace efs::cli
