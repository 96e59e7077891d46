#include "device/context.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <system_error>

namespace efs::device {

namespace {

/// The first line, without the NUL that ends a device-tree string; empty if it cannot be read.
std::string first_line(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  while (!line.empty() && (line.back() == '\0' || line.back() == ' ')) line.pop_back();
  return line;
}

/// A number that fills the text; 0 if it does not.
double number_or_zero(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  return end == text.c_str() + text.size() ? value : 0.0;
}

/// The value of the first "KEY : VALUE" line of /proc/cpuinfo.
std::string cpuinfo_value(const fs::path& root, const std::string& key) {
  std::ifstream file(root / "proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(':');
    if (line.compare(0, key.size(), key) != 0 || colon == std::string::npos) continue;
    if (line.find_first_not_of(" \t", key.size()) != colon) continue;
    const std::size_t start = line.find_first_not_of(" \t", colon + 1);
    return start == std::string::npos ? std::string() : line.substr(start);
  }
  return {};
}

double hottest_zone_c(const fs::path& root) {
  double hottest = 0.0;
  std::error_code error;
  for (fs::directory_iterator zone(root / "sys/class/thermal", error), end; !error && zone != end;
       zone.increment(error)) {
    hottest = std::max(hottest, number_or_zero(first_line(zone->path() / "temp")) / 1000.0);
  }
  return hottest;
}

}  // namespace

ClockState read_clock_state(const fs::path& root) {
  const fs::path cpufreq = root / "sys/devices/system/cpu/cpu0/cpufreq";
  ClockState state;
  state.governor = first_line(cpufreq / "scaling_governor");
  state.frequency_mhz = number_or_zero(first_line(cpufreq / "scaling_cur_freq")) / 1000.0;
  if (state.frequency_mhz == 0.0) {
    state.frequency_mhz = number_or_zero(cpuinfo_value(root, "cpu MHz"));
  }
  state.temperature_c = hottest_zone_c(root);
  return state;
}

std::string device_name(const fs::path& root) {
  for (const std::string& name :
       {first_line(root / "proc/device-tree/model"), cpuinfo_value(root, "model name"),
        cpuinfo_value(root, "Hardware")}) {
    if (!name.empty()) return name;
  }
  return "unknown CPU";
}

}  // namespace efs::device
