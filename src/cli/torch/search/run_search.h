// A study from where it stands to its report: what search and train share.
#pragma once

#include <string>

#include "tune/study/study_setup.h"

namespace efs::cli {

struct RunOptions {
  std::string part = {};            // of what this search is one: "fold 2 of 5"; or empty
  bool retry_failed = false;        // trials that failed are queued again
  std::string changed_config = {};  // resolved, to be stored; empty: it is the study's own
  bool later_end = false;           // changed_config lets the search work for longer
  bool more_stages = false;         // changed_config has more stages
};

/// Says what will be done, measures every network, and works, in processes of its own, until the
/// study is done or Ctrl-C; keeps the tables current, and at the end writes best/ and the report.
/// The exit code: 0 when done, 130 when stopped. Error: `later_end`, and there is still nothing to
/// train.
int run_study(tune::OpenStudy& study, const RunOptions& how = {});

}  // namespace efs::cli
