// Begins a study, resumes one, or opens one for a worker.
#pragma once

#include "study/location/study_location.h"
#include "tune/study/study_setup.h"

namespace efs::cli {

/// Makes a study at `location`; what is `auto` must be chosen (machine_choices.h).
tune::OpenStudy begin_study(const tune::SearchOptions& options,
                            const study::StudyLocation& location);
/// Error where this machine lacks what the study needs.
void require_machine(const tune::SearchOptions& options);
/// The trial that teaches the study's trials; null if the options name none.
std::shared_ptr<const tune::TeacherTrial> find_teacher(const tune::SearchOptions& options);
/// A worker waits for a server that does not answer.
constexpr study::Access kWorkersAccess{.patience_s = study::kWorkersPatience_s};
/// The command that goes on with the study in `folder`.
std::string resume_command(const std::filesystem::path& folder);
/// Puts the password of `database` into the environment, for the processes that this one starts:
/// study.url has none.
void hand_on_password(const std::string& database);

}  // namespace efs::cli
