#include "train/options/precision.h"

#include <algorithm>

#include "core/error.h"
#include "core/text/spelling.h"

namespace efs::train {

const std::vector<std::string>& precision_names() {
  static const std::vector<std::string> names{"fp32", "bf16", "auto"};  // as in the enumeration
  return names;
}

std::string to_string(Precision precision) {
  return precision_names().at(static_cast<std::size_t>(precision));
}

Precision precision_of(std::string_view name) {
  const auto& names = precision_names();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    fail_usage("{}", unknown_name_message("precision", std::string(name), names));
  }
  return static_cast<Precision>(found - names.begin());
}

}  // namespace efs::train
