// The networks of the architecture `blocks`: a stem, and three or four stages that each halve the map.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "nn/backbones/architecture.h"
#include "nn/own/block_network.h"

namespace efs::nn {

/// The architecture whose networks a search makes itself.
inline constexpr const char* kBlocks = "blocks";
inline constexpr int kFewestStages = 3;
inline constexpr int kMostDesignStages = 4;

struct StageDesign {
  std::string block = "inverted";  // of design_block_names()
  int depth = 2;                   // blocks
  int width = 32;                  // channels
  int kernel = 3;                  // of the convolution that is no 1x1: pixels
  int expansion = 4;               // of inverted and fused ones; others ignore it
};

/// Each stage begins with a block of stride 2, behind a 3x3 convolution of stride 2.
struct BlockDesign {
  int stem_width = 16;  // channels
  int stages = kMostDesignStages;
  std::array<StageDesign, kMostDesignStages> stage = {};
};

/// "ordinary" (3x3, added to its input), "depthwise" (separable), "inverted" (bottleneck), "fused".
std::vector<std::string> design_block_names();
/// Those with an expansion.
std::vector<std::string> expanding_block_names();

/// Stable, short and whole: "b16-i2x24e4-d3x40k5-o1x64" has a stem of 16 channels, two inverted
/// bottlenecks of 24 channels that expand by 4, three depthwise separable blocks with kernel 5, and
/// one ordinary convolution. UsageError: a block that is none, or a number that no network can have.
std::string name_of(const BlockDesign& design);
/// The design that has this name; UsageError: none has it.
BlockDesign parse_design(std::string_view name);
/// Whether the name looks like a design's.
bool is_design_name(std::string_view name);

BlockNetwork network_of(const BlockDesign& design);

/// The catalogue's row of a network of blocks; it takes widths from 0.1 to 4.
Architecture architecture_of(std::shared_ptr<const BlockNetwork> network);

}  // namespace efs::nn
