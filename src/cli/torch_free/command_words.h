// All commands of the program, whichever of its executables has them.
#pragma once

#include "cli/description.h"

namespace efs::cli {

/// In the order of the table of commands. The executable efs-worker, whose commands need libtorch, is asked
/// for its own. Error: it is not there, or does not answer.
std::vector<CommandDescription> all_commands();

/// Keys of a configuration, as a command line overrides them: "train.batch_size".
std::vector<std::string> override_words();

/// Whether the command takes a configuration and overrides.
bool takes_overrides(const CommandDescription& command);

}  // namespace efs::cli
