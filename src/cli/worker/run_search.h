// A study from where it stands to its report: what search and train share.
#pragma once

#include "tune/study_setup.h"

namespace efs::cli {

/// The note that all networks of a study are measured, so that others may train.
constexpr const char* kMeasuredNote = "measured";

/// Says what will be done, measures every network, and works, in processes of its own, until the
/// study is done or Ctrl-C; keeps the tables current, and at the end writes best/ and the report.
/// The exit code: 0 when done, 130 when stopped.
int run_study(tune::OpenStudy& study);

}  // namespace efs::cli
