// Runs a study from where it stands to its report, for search and train.
#pragma once

#include <string>

#include "tune/study/study_setup.h"

namespace efs::cli {

struct RunOptions {
  std::string part = {};            // this search among several: "fold 2 of 5"; or empty
  bool retry_failed = false;        // trials that failed are queued again
  std::string changed_config = {};  // resolved, to be stored; empty: the study's own stays
  bool later_end = false;           // changed_config lets the search work for longer
  bool more_stages = false;         // changed_config has more stages
};

/// Prints the plan, measures every network, and trains in worker processes until the study is done
/// or Ctrl-C; keeps the tables current, and at the end writes best/ and the report. Returns the
/// exit code: 0 when done, 130 when stopped. UsageError: `later_end`, and there is still nothing to
/// train.
int run_study(tune::OpenStudy& study, const RunOptions& how = {});

}  // namespace efs::cli
