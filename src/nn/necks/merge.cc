#include "nn/blocks/conv_block.h"
#include "nn/necks/necks.h"

namespace efs::nn {

using graph::NodeId;

namespace {

constexpr int kMergeChannels = 128;

}  // namespace

NodeId build_merge_neck(graph::Builder& builder, NodeId map, NodeId deeper) {
  // Narrowed before it is enlarged: a quarter of the work, the same values.
  NodeId x = conv_norm(builder, "neck.deeper", deeper, same_conv(kMergeChannels, 1), kNormOnly);
  x = builder.add("neck.upsample", graph::Upsample2x{}, x);
  const NodeId fine =
      conv_norm(builder, "neck.lateral", map, same_conv(kMergeChannels, 1), kNormOnly);
  x = builder.add("neck.add", graph::Add{}, {fine, x});
  return builder.add("neck.relu", graph::Activation{}, x);
}

}  // namespace efs::nn
