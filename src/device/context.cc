#include "device/context.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <system_error>
#include <vector>

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

std::vector<fs::path> entries_of(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    entries.push_back(entry->path());
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

bool contains(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

/// A Jetson's zone "PMIC-Die" always says 100 C.
double hottest_zone_c(const fs::path& root) {
  double hottest = 0.0;
  for (const fs::path& zone : entries_of(root / "sys/class/thermal")) {
    if (first_line(zone / "type") == "PMIC-Die") continue;
    hottest = std::max(hottest, number_or_zero(first_line(zone / "temp")) / 1000.0);
  }
  return hottest;
}

/// A Jetson's GPUs: 57000000.gpu (Nano), 17000000.gv11b (Xavier), 17000000.ga10b (Orin).
double gpu_frequency_mhz(const fs::path& root) {
  for (const fs::path& device : entries_of(root / "sys/class/devfreq")) {
    const std::string name = device.filename().string();
    for (const char* gpu : {"gpu", "gp10b", "gv11b", "ga10b"}) {
      if (contains(name, gpu)) return number_or_zero(first_line(device / "cur_freq")) * 1e-6;
    }
  }
  return 0.0;
}

/// What a Raspberry Pi's firmware reports at present: the low bits of get_throttled.
std::string pi_throttling(const fs::path& root) {
  constexpr const char* kBits[] = {"under-voltage", "capped clock", "throttled",
                                   "soft temperature limit"};
  for (const fs::path& bus : entries_of(root / "sys/devices/platform")) {
    for (const fs::path& device : entries_of(bus)) {
      const std::string bits = first_line(device / "get_throttled");
      if (bits.empty()) continue;
      const unsigned long value = std::strtoul(bits.c_str(), nullptr, 16);
      std::string words;
      for (std::size_t bit = 0; bit < 4; ++bit) {
        if ((value >> bit & 1U) == 0) continue;
        words += (words.empty() ? "" : ", ") + std::string(kBits[bit]);
      }
      return words;
    }
  }
  return {};
}

/// A Jetson's cooling devices that are at work ("cpu-throttle-alert").
std::string cooling(const fs::path& root) {
  for (const fs::path& device : entries_of(root / "sys/class/thermal")) {
    const std::string type = first_line(device / "type");
    if (contains(type, "throttle") && number_or_zero(first_line(device / "cur_state")) > 0.0) {
      return type;
    }
  }
  return {};
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
  const std::string least = first_line(cpufreq / "scaling_min_freq");
  state.fixed = state.governor == "performance" ||
                (!least.empty() && least == first_line(cpufreq / "scaling_max_freq"));
  state.gpu_frequency_mhz = gpu_frequency_mhz(root);
  state.temperature_c = hottest_zone_c(root);
  state.throttling = pi_throttling(root);
  if (state.throttling.empty()) state.throttling = cooling(root);
  state.throttle_count = static_cast<std::int64_t>(number_or_zero(
      first_line(root / "sys/devices/system/cpu/cpu0/thermal_throttle/package_throttle_count")));
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
