#include "nn/heads/heads.h"

namespace efs::nn {

graph::NodeId build_gap_head(graph::Builder& builder, graph::NodeId features) {
  const int channels = static_cast<int>(builder.shape(features)[0]);
  graph::NodeId x = builder.add("head.pool", graph::GlobalAveragePool{}, features);
  x = builder.add("head.flatten", graph::Flatten{}, x);
  x = builder.add("head.fc1", graph::Linear{.out_features = channels / 2}, x);
  x = builder.add("head.relu", graph::Activation{}, x);
  return builder.add("head.fc2", graph::Linear{.out_features = 4}, x);
}

}  // namespace efs::nn
