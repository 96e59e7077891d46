#include "nn/necks/necks.h"

#include "core/text/named_rows.h"

namespace efs::nn {

namespace {

constexpr int kAllMaps = 8;  // no backbone has as many

}  // namespace

const std::vector<Neck>& necks() {
  static const std::vector<Neck> table = {
      {"none", 0, [](graph::Builder&, const Features& maps, const NeckOptions&) { return maps; }},
      {"merge", 1, &build_merge_neck},
      {"pyramid", kAllMaps, &build_pyramid_neck},
  };
  return table;
}

const Neck& neck(std::string_view name) { return find_row(necks(), "neck", name); }

}  // namespace efs::nn
