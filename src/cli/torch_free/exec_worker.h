// The way from efs to efs-worker.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace efs::cli {

/// efs-worker beside `program`, or in ../libexec/efs as an installation has it. Error names the
/// places where it was looked for.
std::filesystem::path find_worker(const std::filesystem::path& program);

/// This process becomes `efs-worker ARGUMENTS...`. Error if there is none or it does not start.
[[noreturn]] void exec_worker(const std::vector<std::string>& arguments);

}  // namespace efs::cli
