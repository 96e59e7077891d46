// A study that begins, goes on, or is worked on by one of its processes.
#pragma once

#include <CLI/CLI.hpp>

#include "study/study_place.h"
#include "tune/study_setup.h"

namespace efs::cli {

/// Makes a study at `place`; `options.train.precision` is chosen (machine_choices.h).
tune::OpenStudy begin_study(const tune::SearchOptions& options, const study::StudyPlace& place);
/// Opens what begin_study() made, with the options that the study stores. Error: they ask for what
/// this user has not approved (study_trust.h), unless all of it is to be trusted.
tune::OpenStudy resume_study(const study::StudyPlace& place, bool trust = false);
/// The same for a worker process: with the images that are packed already, and no others. It waits
/// for a server that is away.
tune::OpenStudy open_to_work(const study::StudyPlace& place, bool trust = false);
/// How a worker looks for its study.
constexpr study::Access kWorkersAccess{.patience_s = study::kWorkersPatience_s};
/// "--trust-study"
void add_trust(CLI::App& command, bool& trust);

}  // namespace efs::cli
