// The machine a measurement was made on, as far as Linux shows it.
#pragma once

#include <string>

#include "core/filesystem.h"

namespace efs::device {

/// What changes while a machine runs. 0 or empty: the system does not show it.
struct ClockState {
  std::string governor;
  double frequency_mhz = 0.0;
  double temperature_c = 0.0;  // of the hottest thermal zone
};

/// Reads /sys and /proc under `root`, which tests replace.
ClockState read_clock_state(const fs::path& root = "/");

/// The board's name from the device tree, else the CPU's model: "NVIDIA Jetson Nano Developer Kit",
/// "AMD EPYC 9554".
std::string device_name(const fs::path& root = "/");

}  // namespace efs::device
