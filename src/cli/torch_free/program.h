// The program as the user sees it: help, the quick commands, and the way to efs-worker.
#pragma once

#include <string>
#include <vector>

namespace efs::cli {

/// Runs `efs ARGUMENTS...` and prints errors. Returns the exit code: 0, 1 for an Error, 2 for a
/// wrong command line or configuration. For a command of efs-worker it does not return: the process
/// becomes efs-worker.
int run_front(const std::vector<std::string>& arguments);

}  // namespace efs::cli
