#include "cli/torch/workers/out_of_memory_kills.h"

#include <fstream>
#include <string>

namespace efs::cli {
namespace {

/// The number behind `name` in a file of "name number" lines; 0 without either.
std::int64_t counter(const std::string& path, const std::string& name) {
  std::ifstream file(path);
  std::string key;
  std::int64_t value = 0;
  while (file >> key >> value) {
    if (key == name) return value;
  }
  return 0;
}

/// This process's group in the unified hierarchy: the line "0::/path".
std::string control_group() {
  std::ifstream file("/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("0::")) return "/sys/fs/cgroup" + line.substr(3);
  }
  return "/sys/fs/cgroup";
}

}  // namespace

std::int64_t OutOfMemoryKills::count() {
  return counter(control_group() + "/memory.events", "oom_kill") +
         counter("/proc/vmstat", "oom_kill");
}

bool OutOfMemoryKills::happened() {
  const std::int64_t now = count();
  const bool more = now > seen_;
  seen_ = now;
  return more;
}

}  // namespace efs::cli
