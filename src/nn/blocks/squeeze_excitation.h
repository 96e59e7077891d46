// Squeeze-and-excitation: Hu et al., arXiv 1709.01507, figure 1.
#pragma once

#include <string>

#include "graph/builder.h"
#include "nn/blocks/conv_block.h"

namespace efs::nn {

struct SqueezeExcitation {
  int squeeze_channels = 0;
  graph::ActivationKind gate = graph::ActivationKind::kSigmoid;
  graph::InitRule bias_init = kZeroBias;
  graph::ActivationKind activation = graph::ActivationKind::kRelu;
  /// Of the layers with weights.
  const char* reduce_name = "fc1";
  const char* expand_name = "fc2";
};

/// Scales every channel of `input` [C,H,W] by a gate computed from its mean; the layers with
/// weights are PREFIX.fc1 and PREFIX.fc2 (or as the options name them), 1x1 convolutions.
graph::NodeId squeeze_excitation(graph::Builder& builder, const std::string& prefix,
                                 graph::NodeId input, const SqueezeExcitation& options);

}  // namespace efs::nn
