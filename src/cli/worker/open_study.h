// A study that begins, goes on, or is worked on by one of its processes.
#pragma once

#include "study/study_place.h"
#include "tune/study_setup.h"

namespace efs::cli {

/// Makes a study at `place`; `options.train.precision` is chosen (machine_choices.h).
tune::OpenStudy begin_study(const tune::SearchOptions& options, const study::StudyPlace& place);
/// Opens what begin_study() made, with the options that the study stores.
tune::OpenStudy resume_study(const study::StudyPlace& place);
/// The same for a worker process: with the images that are packed already, and no others.
tune::OpenStudy open_to_work(const study::StudyPlace& place);

}  // namespace efs::cli
