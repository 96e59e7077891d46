// The prefilter of a study, before anything is trained.
#pragma once

#include "tune/study/study_setup.h"

namespace efs::cli {

/// Where the study has a prefilter, runs it, stores the space that it leaves, and writes prefilter.csv
/// into the study's folder. False: stopped; it goes on with --resume.
bool prefilter_study(tune::OpenStudy& study);

}  // namespace efs::cli
