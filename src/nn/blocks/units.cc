#include "nn/blocks/units.h"

#include "core/text/named_rows.h"
#include "nn/blocks/conv_block.h"

namespace efs::nn {

using graph::Builder;
using graph::NodeId;

namespace {

NodeId build_depthwise_unit(Builder& builder, const std::string& prefix, NodeId input, int channels,
                            int stride) {
  const int seen = static_cast<int>(builder.shape(input)[0]);
  const NodeId x = conv_norm(builder, prefix + ".0", input, same_conv(seen, 3, stride, seen));
  return conv_norm(builder, prefix + ".1", x, same_conv(channels, 1));
}

NodeId build_ordinary_unit(Builder& builder, const std::string& prefix, NodeId input, int channels,
                           int stride) {
  return conv_norm(builder, prefix, input, same_conv(channels, 3, stride));
}

}  // namespace

const std::vector<Unit>& units() {
  static const std::vector<Unit> table = {
      {"depthwise", &build_depthwise_unit},
      {"ordinary", &build_ordinary_unit},
  };
  return table;
}

const Unit& unit(std::string_view name) { return find_row(units(), "convolution", name); }

}  // namespace efs::nn
