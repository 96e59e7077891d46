// Detectors that differ in where they look, for tests that run them: every head on five backbones, and more dense ones.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "nn/catalogue.h"
#include "nn/network.h"

namespace efs::nn {

inline std::string test_name(const NetworkOptions& options) {
  const std::string tap = options.tap == 0 ? "" : "_tap" + std::to_string(options.tap);
  const std::string neck = options.neck == "none" ? "" : "_" + options.neck;
  return options.architecture + tap + neck + "_" + options.head;
}

/// For GoogleTest's messages.
inline std::ostream& operator<<(std::ostream& out, const NetworkOptions& options) {
  return out << test_name(options);
}

namespace testing {

/// What reads an early, a middle and the last map, alone and merged, of small inputs, one of them not
/// square; SqueezeNet's map has an odd extent and is larger than the flatten head takes. The last two
/// have what the usual dense head has not: shared weights, a pyramid, ordinary convolutions.
inline std::vector<NetworkOptions> detectors() {
  const std::vector<NetworkOptions> backbones = {
      {.architecture = "resnet18", .input = square(64), .tap = 0},
      {.architecture = "shufflenet_v2_x1_0", .input = {.width = 96, .height = 64}, .tap = 16},
      {.architecture = "mobilenet_v2",
       .input = square(64),
       .width = 0.5,
       .tap = 16,
       .neck = "merge"},
      {.architecture = "squeezenet1_1", .input = square(64), .tap = 4},
      {.architecture = "convnext_tiny", .input = square(64), .tap = 8},
  };
  std::vector<NetworkOptions> result;
  for (NetworkOptions options : backbones) {
    for (const std::string& head : head_names()) {
      options.head = head;
      result.push_back(options);
    }
  }
  result.push_back({.architecture = "shufflenet_v2_x0_5",
                    .head = "dense",
                    .input = {.width = 96, .height = 64},
                    .tap = 16,
                    .neck = "pyramid",
                    .dense = {.head_units = 2, .head_shared = true}});
  result.push_back({.architecture = "mobilenet_v3_small",
                    .head = "dense",
                    .input = square(64),
                    .tap = 16,
                    .dense = {.finest = 16, .levels = 2, .head_conv = "ordinary"}});
  return result;
}

}  // namespace testing
}  // namespace efs::nn
