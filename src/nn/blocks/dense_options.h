// How a head that finds several faces is built, and which maps it reads.
#pragma once

#include <string>

namespace efs::nn {

/// Heads for one face ignore all of it.
struct DenseOptions {
  static constexpr int kMostLevels = 3;
  static constexpr int kMostUnits = 2;
  static constexpr int kSmallestWidth = 16;
  static constexpr int kLargestWidth = 128;

  int finest = 8;       // stride of the finest map: 4, 8, 16 or 32
  int levels = 3;       // 1 to kMostLevels: maps at strides finest, 2 * finest, 4 * finest
  int neck_width = 64;  // channels of a neck's maps, and of those that are made behind the tap
  int head_width = 64;  // channels of the head's units
  int head_units = 1;   // 0 to kMostUnits: units in front of the layers of score and box
  std::string head_conv = "depthwise";  // one of units(): what a unit is
  /// All levels have the weights of the head's convolutions in common; each has norms of its own.
  bool head_shared = false;

  int coarsest() const { return finest << (levels - 1); }
};

/// UsageError names the option that is out of its range.
void check_dense(const DenseOptions& options);

}  // namespace efs::nn
