// Whether a target still measures as it did at the beginning: a reference model, measured now and
// then between the others.
#pragma once

#include <filesystem>

#include "device/devices/device.h"

namespace efs::tune {

class DriftWatch {
 public:
  /// Measurements between two of the reference's.
  static constexpr int kBetween = 8;

  explicit DriftWatch(std::filesystem::path scratch) : scratch_(std::move(scratch)) {}

  /// To be called before each measurement; measures the reference before the first and each
  /// kBetween-th. Errors: those of Target.
  void look(device::Device& target, const device::MeasurementProgress& progress);
  /// Of the reference's last median against its first: 0.08, it takes 8 % longer now.
  double drift() const { return first_ms_ > 0.0 ? last_ms_ / first_ms_ - 1.0 : 0.0; }

 private:
  std::filesystem::path scratch_;
  int looks_ = 0;
  double first_ms_ = 0.0;
  double last_ms_ = 0.0;
};

}  // namespace efs::tune
