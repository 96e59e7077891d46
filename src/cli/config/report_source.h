// What a study's report shows.
#pragma once

#include <filesystem>

#include "report/leaderboard/source.h"
#include "study/storage.h"
#include "tune/options.h"

namespace efs::cli {

/// Reads the study's own configuration for fitness and stages, and what a worker has written for the report.
report::ReportSource report_source(study::Storage& storage,
                                   const std::filesystem::path& study_folder);
/// Brings a source that was read before, or a new one, up to date. Returns the study's options.
tune::SearchOptions refresh_report_source(study::Storage& storage,
                                          const std::filesystem::path& study_folder,
                                          report::ReportSource& source);

}  // namespace efs::cli
