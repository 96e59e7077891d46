// `--resume`: a study goes on, with new places of the same things, on another machine, for longer.
#pragma once

#include <string>
#include <vector>

#include "cli/torch/search/run_search.h"
#include "study/location/study_location.h"
#include "tune/options.h"

namespace efs::cli {

/// What the command line changes of a study's own configuration.
struct ResumeOptions {
  std::vector<std::string> overrides = {};  // "key.path=value"
  int epochs = 0;                           // of a training: one more stage; 0: as before
  bool retry_failed = false;
  bool trust = false;        // what the study would have this machine do (study_trust.h)
  bool one_machine = false;  // for one worker: not when the search ends
};

/// The study's options with the overrides. UsageError: one changes what trials were made, measured
/// or trained with, which the message names.
tune::SearchOptions resumed_options(study::Storage& storage, const study::StudyLocation& location,
                                    const ResumeOptions& wanted);

struct ResumedStudy {
  tune::OpenStudy study;
  RunOptions how;  // run_study() stores what has changed
};

/// Opens a study to go on with it. Warns where the folder's study.yaml is not what the study goes
/// on with. Error: the photographs, labels or weights are not there, or not those of the study.
ResumedStudy resume_study(const study::StudyLocation& location, const ResumeOptions& wanted);

/// Where the folder's study.yaml differs from the study's own configuration, of which it is a copy:
/// a warning that names the keys.
void warn_of_edited_copy(study::Storage& storage, const study::StudyLocation& location);

}  // namespace efs::cli
