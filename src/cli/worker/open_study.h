// A study that begins, goes on, or is worked on by one of its processes.
#pragma once

#include "tune/study_setup.h"

namespace efs::cli {

/// Makes a study in `folder`; `options.train.precision` is chosen (machine_choices.h).
tune::OpenStudy begin_study(const tune::SearchOptions& options,
                            const std::filesystem::path& folder);
/// Opens what begin_study() made, with the options that the study stores.
tune::OpenStudy resume_study(const std::filesystem::path& folder);
/// The same for a worker process: with the images that are packed already, and no others.
tune::OpenStudy open_to_work(const std::filesystem::path& folder);

}  // namespace efs::cli
