// Telling a fault of the machine (a full disk, too few open files) from a failure of what was being
// worked on.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/files/filesystem.h"

namespace efs {

/// "free some space"; what a user does about an errno of the machine. Empty: none is known.
std::string cure_of(int code);

/// The fault that a library's message tells of in the system's words ("... No space left on
/// device").
std::optional<SystemError> fault_in_message(const std::string& message);

/// The fault that keeps 1 MiB from being written to a new file in `folder` now, which is removed
/// again: the cause of what a library could not do, where its message does not say.
std::optional<SystemError> fault_of_writing(const fs::path& folder);

}  // namespace efs
