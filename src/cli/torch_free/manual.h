// Manual pages, as troff with the macros of man(7).
#pragma once

#include <string>
#include <vector>

#include "cli/description.h"

namespace efs::cli {

/// efs(1): what the program is, and its commands.
std::string manual_page(const std::vector<CommandDescription>& commands);

/// efs-NAME(1): a command with its options, and with those of the commands behind it.
std::string manual_page(const CommandDescription& command);

}  // namespace efs::cli
