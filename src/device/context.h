// The machine a measurement was made on, as far as Linux shows it.
#pragma once

#include <cstdint>
#include <string>

#include "core/files/filesystem.h"

namespace efs::device {

/// What may change while a machine runs. 0 or empty: the system does not show it.
struct ClockState {
  std::string governor;
  /// The clock cannot change: the governor is "performance", or the limits are equal
  /// (jetson_clocks).
  bool fixed = false;
  double frequency_mhz = 0.0;
  double gpu_frequency_mhz = 0.0;  // of an embedded GPU
  double temperature_c = 0.0;      // of the hottest thermal zone
  /// Why the board throttles at present: "under-voltage", "cpu-throttle-alert".
  std::string throttling;
  std::int64_t throttle_count = 0;  // how often the processor throttled since the system's start
};

/// Reads /sys and /proc under `root`, which tests replace.
ClockState read_clock_state(const fs::path& root = "/");

/// The board's name from the device tree, else the CPU's model: "NVIDIA Jetson Nano Developer Kit",
/// "AMD EPYC 9554".
std::string device_name(const fs::path& root = "/");

}  // namespace efs::device
