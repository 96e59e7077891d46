#include "core/process/machine.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace efs {
namespace {

std::string first_line(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

/// What follows "KEY" and a colon in the first line that begins so.
std::string value_of(const fs::path& path, const std::string& key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::size_t end = line.find_last_not_of(" \t", colon - 1);
    if (colon > 0 && line.substr(0, end + 1) == key) return line.substr(colon + 1);
  }
  return {};
}

std::int64_t kibibytes(const std::string& text) {
  std::int64_t value = 0;
  std::istringstream(text) >> value;
  return 1024 * value;
}

/// Keeps the smaller one. "max", and the huge numbers of version 1, are no limits.
void tighten(std::optional<std::int64_t>& limit, const fs::path& file) {
  constexpr std::int64_t kNone = std::int64_t{1} << 60;
  std::int64_t value = 0;
  if (!(std::istringstream(first_line(file)) >> value) || value <= 0 || value >= kNone) return;
  limit = std::min(limit.value_or(value), value);
}

/// The folder of the group and those above it, in which a controller's files are.
void tighten_upwards(std::optional<std::int64_t>& limit, const fs::path& top,
                     const std::string& group, const char* file) {
  for (fs::path path = fs::path(group).relative_path();; path = path.parent_path()) {
    tighten(limit, top / path / file);
    if (path.empty()) return;
  }
}

std::optional<std::int64_t> group_limit(const fs::path& root) {
  std::optional<std::int64_t> limit;
  std::ifstream groups(root / "proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string group = line.substr(second + 1);
    if (controllers.empty()) {
      tighten_upwards(limit, root / "sys/fs/cgroup", group, "memory.max");
    } else if (controllers == "memory") {
      tighten_upwards(limit, root / "sys/fs/cgroup/memory", group, "memory.limit_in_bytes");
    }
  }
  return limit;
}

}  // namespace

Memory read_memory(const fs::path& root) {
  const fs::path info = root / "proc/meminfo";
  return {.total_bytes = kibibytes(value_of(info, "MemTotal")),
          .available_bytes = kibibytes(value_of(info, "MemAvailable")),
          .limit_bytes = group_limit(root)};
}

std::set<std::string> instruction_sets(const fs::path& root) {
  const fs::path info = root / "proc/cpuinfo";
  std::string text = value_of(info, "flags");           // x86
  if (text.empty()) text = value_of(info, "Features");  // ARM
  std::istringstream words(text);
  std::set<std::string> sets;
  for (std::string word; words >> word;) sets.insert(word);
  return sets;
}

std::string nvidia_driver(const fs::path& root) {
  std::istringstream words(first_line(root / "sys/module/nvidia/version"));
  std::string version;
  words >> version;
  return version;
}

}  // namespace efs
