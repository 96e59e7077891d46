#include "nn/necks/necks.h"

#include "core/error.h"
#include "core/text/spelling.h"

namespace efs::nn {

const std::vector<Neck>& necks() {
  static const std::vector<Neck> table = {
      {"none", false, [](graph::Builder&, graph::NodeId map, graph::NodeId) { return map; }},
      {"merge", true, &build_merge_neck},
  };
  return table;
}

const Neck& neck(std::string_view name) {
  std::vector<std::string> names;
  for (const Neck& row : necks()) {
    if (row.name == name) return row;
    names.push_back(row.name);
  }
  throw UsageError(unknown_name_message("neck", name, names));
}

}  // namespace efs::nn
