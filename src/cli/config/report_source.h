// What a study's report shows.
#pragma once

#include <filesystem>

#include "report/leaderboard/source.h"
#include "study/storage.h"

namespace efs::cli {

/// Reads the study's own configuration for fitness and stages, and what a worker has written for the report.
report::ReportSource report_source(study::Storage& storage,
                                   const std::filesystem::path& study_folder);

}  // namespace efs::cli
