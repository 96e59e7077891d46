// A backbone as a list of blocks, and the YAML that states it.
#pragma once

#include <string>
#include <vector>

#include "core/config/config.h"
#include "graph/builder.h"
#include "nn/blocks/features.h"
#include "nn/own/block_string.h"

namespace efs::nn {

struct BlockNetwork {
  std::string name;
  /// Between its blocks' convolutions, where a block does not say another.
  graph::ActivationKind activation = graph::ActivationKind::kRelu;
  std::vector<BlockSpec> stem, last;  // in front of and behind the stages
  std::vector<std::vector<BlockSpec>> stages;
  /// Squeeze-and-excitation: whether its share is of the channels inside the block (MobileNetV3) or
  /// of those of the block's input (EfficientNet), and what its gate is.
  bool squeezes_inside = false;
  graph::ActivationKind gate = graph::ActivationKind::kSigmoid;
  graph::BatchNorm2d norm = {};
};

/// The keys name, activation, stem, stages, last, se_of, se_gate, norm_epsilon and norm_momentum;
/// `name` if there is none. UsageError with the position.
BlockNetwork read_block_network(Config config, const std::string& name);
/// What read_block_network() reads an equal network from.
std::string to_yaml(const BlockNetwork& network);

/// Adds the blocks behind the builder's input, with the layers' names that timm's EfficientNet has,
/// and returns the last maps at each stride. `width` multiplies all channels, and rounds them to
/// multiples of 8 if it is not 1. UsageError: a stage halves maps of one cell.
Features build_blocks(graph::Builder& builder, const BlockNetwork& network, double width);

}  // namespace efs::nn
