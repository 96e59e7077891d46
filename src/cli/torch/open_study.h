// A study that begins, goes on, or is worked on by one of its processes.
#pragma once

#include "study/location/study_location.h"
#include "tune/study/study_setup.h"

namespace efs::cli {

/// Makes a study at `location`; `options.train.precision` is chosen (machine_choices.h).
tune::OpenStudy begin_study(const tune::SearchOptions& options,
                            const study::StudyLocation& location);
/// Opens what begin_study() made; `options` are the study's own, or what resume.h made of them.
tune::OpenStudy open_with(const tune::SearchOptions& options,
                          std::unique_ptr<study::Storage> storage,
                          const study::StudyLocation& location);
/// The same for a worker process: with the images that are packed already, and no others.
tune::OpenStudy open_to_work(const tune::SearchOptions& options,
                             std::unique_ptr<study::Storage> storage,
                             const study::StudyLocation& location);
/// A worker waits for a server that is away.
constexpr study::Access kWorkersAccess{.patience_s = study::kWorkersPatience_s};
/// study.url has no password: the processes that this one starts get it from the environment.
void hand_on_password(const std::string& database);

}  // namespace efs::cli
