#include "nn/widths.h"

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
  std::string text;
  for (std::size_t i = 0; i < listed.size(); ++i) {
    const char* separator = i == 0 ? "" : i + 1 == listed.size() ? " or " : ", ";
    text += fmt::format("{}{}", separator, listed[i]);
  }
  return text;
}

}  // namespace efs::nn
