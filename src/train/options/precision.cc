#include "train/options/precision.h"

#include "core/text/named_rows.h"

namespace efs::train {

const std::vector<std::string>& precision_names() {
  static const std::vector<std::string> names{"fp32", "bf16", "auto"};  // as in the enumeration
  return names;
}

std::string to_string(Precision precision) {
  return precision_names().at(static_cast<std::size_t>(precision));
}

Precision precision_of(std::string_view name) {
  return static_cast<Precision>(index_of_name(precision_names(), "precision", name));
}

}  // namespace efs::train
