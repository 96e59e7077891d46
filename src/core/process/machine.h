// What this machine offers to a program, as far as Linux shows it.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "core/files/filesystem.h"

namespace efs {

struct Memory {
  std::int64_t total_bytes = 0;
  std::int64_t available_bytes = 0;                        // without swapping
  std::optional<std::int64_t> limit_bytes = std::nullopt;  // of the control group; nothing: none
};

/// Reads /proc/meminfo and the limits of this process's control group, of version 1 or 2, under `root`,
/// which tests replace. 0: the system does not show it.
Memory read_memory(const fs::path& root = "/");

/// The instruction sets of the first processor, as /proc/cpuinfo calls them: "avx2", "amx_bf16", "asimd".
std::set<std::string> instruction_sets(const fs::path& root = "/");

/// The version of NVIDIA's kernel driver; empty: there is none, or no GPU.
std::string nvidia_driver(const fs::path& root = "/");

}  // namespace efs
