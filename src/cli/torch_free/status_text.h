// The state of studies as text for a terminal.
#pragma once

#include <string>
#include <vector>

#include "cli/torch_free/study_status.h"

namespace efs::cli {

/// One line a study.
std::string list_text(const std::vector<StudyStatus>& studies);
/// A screen about one study.
std::string status_text(const StudyStatus& status);

}  // namespace efs::cli
