// The way from efs to efs-worker.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace efs::cli {

/// Finds efs-worker beside `program`, or in ../libexec/efs of an installation. An Error names both
/// paths.
std::filesystem::path find_worker(const std::filesystem::path& program);

/// This process becomes `efs-worker ARGUMENTS...`. Error if there is none or it does not start.
[[noreturn]] void exec_worker(std::vector<std::string> arguments);

}  // namespace efs::cli
