// A study from its beginning, or from where it stopped, to its report: what search, train and
// worker share.
#pragma once

#include <filesystem>

#include "tune/options.h"
#include "tune/study_setup.h"

namespace efs::cli {

/// Makes the study; says what will be done.
tune::OpenStudy begin_study(const tune::SearchOptions& options,
                            const std::filesystem::path& folder);
/// Opens the study and returns what a killed process left running to the queue.
tune::OpenStudy resume_study(const std::filesystem::path& folder);

/// Works until the study is done or Ctrl-C; writes the tables, and at the end best/ and the report.
/// The exit code: 0 when done, 130 when stopped.
int run_study(tune::OpenStudy& study);

}  // namespace efs::cli
