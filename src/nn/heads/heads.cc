#include "nn/heads/heads.h"

#include "core/text/named_rows.h"

namespace efs::nn {

const std::vector<Head>& heads() {
  static const std::vector<Head> table = {
      {"none", [](graph::Builder&, graph::NodeId features) { return features; }},
      {"gap", &build_gap_head},
      {"flatten", &build_flatten_head},
      {"soft_argmax", &build_soft_argmax_head},
      {"center", &build_center_head},
  };
  return table;
}

const Head& head(std::string_view name) { return find_row(heads(), "head", name); }

}  // namespace efs::nn
