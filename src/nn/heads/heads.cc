#include "nn/heads/heads.h"

#include "core/text/named_rows.h"

namespace efs::nn {

namespace {

using graph::NodeId;

NodeId first_map(graph::Builder&, const Features& maps, const DenseOptions&) {
  return maps.front().node;
}

/// A head that reads one map and has no options.
template <NodeId (*kBuild)(graph::Builder&, NodeId)>
NodeId on_first_map(graph::Builder& builder, const Features& maps, const DenseOptions&) {
  return kBuild(builder, maps.front().node);
}

}  // namespace

const std::vector<Head>& heads() {
  static const std::vector<Head> table = {
      {"none", "", "features", &first_map},
      {"gap", kSingleTask, "box", &on_first_map<build_gap_head>},
      {"flatten", kSingleTask, "box", &on_first_map<build_flatten_head>},
      {"soft_argmax", kSingleTask, "box", &on_first_map<build_soft_argmax_head>},
      {"center", kSingleTask, "box", &on_first_map<build_center_head>},
      {"dense", kFacesTask, "faces", &build_dense_head},
  };
  return table;
}

const Head& head(std::string_view name) { return find_row(heads(), "head", name); }

}  // namespace efs::nn
