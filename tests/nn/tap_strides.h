// The strides at which a backbone can be tapped, rising; the last is the whole backbone.
#pragma once

#include <string_view>
#include <vector>

#include "nn/catalogue.h"

namespace efs::nn {

inline std::vector<int> tap_strides(std::string_view name) {
  const Architecture& row = architecture(name);
  graph::Builder builder(3, row.min_input, row.min_input);
  std::vector<int> strides;
  for (const Tap& tap : row.build(builder, 1.0)) strides.push_back(tap.stride);
  return strides;
}

}  // namespace efs::nn
