// The program as the user sees it: help, the quick commands, and the way to efs-worker.
#pragma once

#include <string>
#include <vector>

namespace efs::cli {

/// Runs `efs ARGUMENTS...`; prints errors. The exit code: 0, 1 for an Error, 2 for a wrong command
/// line or configuration. Does not return for a command of the worker's: the process becomes it.
int run_front(const std::vector<std::string>& arguments);

}  // namespace efs::cli
