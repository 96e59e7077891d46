// Writes everything that a study folder shows.
#pragma once

#include <filesystem>

#include "report/leaderboard/source.h"

namespace efs::report {

/// results.csv and leaderboard.csv; cheap enough to call after every stage.
void write_tables(const ReportSource& source, const std::filesystem::path& study_folder);

/// The tables, plots/*.svg and report.html, each file atomically. Returns the path of the page.
std::filesystem::path write_report(const ReportSource& source,
                                   const std::filesystem::path& study_folder);

}  // namespace efs::report
