#include "cli/config/names.h"

#include <fmt/ranges.h>

#include "core/error.h"

namespace efs::cli {

void choose_stop_rules(const std::vector<std::string>& names, search::StopRules& rules) {
  for (const auto& row : kStopRules) rules.*row.second = false;
  for (const std::string& name : names) {
    const auto found = std::ranges::find(kStopRules, name, [](auto& row) { return row.first; });
    if (found == kStopRules.end()) {
      fail_usage("'{}' is neither {}", name, fmt::join(words_of(kStopRules), " nor "));
    }
    rules.*found->second = true;
  }
}

}  // namespace efs::cli
