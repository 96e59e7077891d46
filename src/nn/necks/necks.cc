#include "nn/necks/necks.h"

#include "core/text/named_rows.h"

namespace efs::nn {

const std::vector<Neck>& necks() {
  static const std::vector<Neck> table = {
      {"none", false, [](graph::Builder&, graph::NodeId map, graph::NodeId) { return map; }},
      {"merge", true, &build_merge_neck},
  };
  return table;
}

const Neck& neck(std::string_view name) { return find_row(necks(), "neck", name); }

}  // namespace efs::nn
