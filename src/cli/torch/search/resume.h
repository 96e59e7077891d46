// `--resume`: a study goes on, perhaps with moved files, on another machine, or for longer.
#pragma once

#include <string>
#include <vector>

#include "cli/torch/search/run_search.h"
#include "study/location/study_location.h"
#include "tune/options.h"

namespace efs::cli {

/// What the command line changes in a study's own configuration.
struct ResumeOptions {
  std::vector<std::string> overrides = {};  // "key.path=value"
  int epochs = 0;                           // one more stage of a training; 0: as before
  bool retry_failed = false;
  bool trust = false;        // accepts what the study asks of this machine (study_trust.h)
  bool one_machine = false;  // for one worker, which may not change when the search ends
};

/// The study's options with the overrides. UsageError names an override that changes what trials
/// were made, measured or trained with.
tune::SearchOptions resumed_options(study::Storage& storage, const study::StudyLocation& location,
                                    const ResumeOptions& wanted);

struct ResumedStudy {
  tune::OpenStudy study;
  RunOptions how;  // run_study() stores what has changed
};

/// Opens a study to go on with it. Warns where the folder's study.yaml differs from the study's
/// configuration. Error: photographs, labels or weights are missing, or are not those of the study.
ResumedStudy resume_study(const study::StudyLocation& location, const ResumeOptions& wanted);

/// Warns where the folder's study.yaml, a copy of the study's own configuration, differs from it,
/// and names the keys.
void warn_of_edited_copy(study::Storage& storage, const study::StudyLocation& location);

}  // namespace efs::cli
