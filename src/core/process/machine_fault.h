// Telling a fault of the machine (a full disk, too many open files) from a failure of the work.
#pragma once

#include <optional>
#include <string>

#include "core/error.h"
#include "core/files/filesystem.h"

namespace efs {

/// The cure for an errno of the machine: "free some space". Empty: none is known.
std::string cure_of(int code);

/// The fault that a library's message names in the system's words ("... No space left on device").
std::optional<SystemError> fault_in_message(const std::string& message);

/// The fault that keeps 1 MiB from being written to a new file in `folder`, which is removed again:
/// probably why a library failed without saying so.
std::optional<SystemError> fault_of_writing(const fs::path& folder);

}  // namespace efs
