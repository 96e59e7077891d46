#include "nn/backbones/widths.h"

#include <fmt/format.h>

#include <algorithm>

namespace efs::nn {

bool Widths::contain(double width) const {
  if (!listed.empty()) return std::find(listed.begin(), listed.end(), width) != listed.end();
  return width >= smallest && width <= largest;  // false for a NaN
}

std::string Widths::to_string() const {
  if (listed.empty()) {
    return smallest == largest ? fmt::format("{}", smallest)
                               : fmt::format("{}..{}", smallest, largest);
  }
  return fmt::format("{} or {}", fmt::join(listed.begin(), listed.end() - 1, ", "), listed.back());
}

}  // namespace efs::nn
