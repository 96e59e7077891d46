// Blocks as texts: "ir_r2_k3_s2_e6_c24" is two inverted bottlenecks. The notation is that of the
// MobileNet and EfficientNet code and of timm (docs/own-networks.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/op.h"

namespace efs::nn {

/// One text: the same block `repeats` times, of which the first has the stride.
struct BlockSpec {
  std::string kind;  // of block_kinds()
  int repeats = 1;
  int kernel = 3;  // pixels, odd
  int stride = 1;  // 1 or 2
  int channels = 0;
  double expansion = 1.0;  // channels inside the block, times those of its input
  double squeeze = 0.0;    // share of channels in squeeze-and-excitation; 0: there is none
  std::optional<graph::ActivationKind> activation = {};  // nothing: the network's
  bool skip = true;  // the input is added where it has the shape of the output

  friend bool operator==(const BlockSpec&, const BlockSpec&) = default;
};

struct BlockKind {
  std::string name;     // "ir"
  std::string meaning;  // "inverted bottleneck: ..."
  /// The words that it takes, each by its letters: "r k s e c se n skip".
  std::string words;
  /// Those that must be given.
  std::string required;
  bool skips = false;  // unless "noskip" says otherwise; else only with "skip"
};

const std::vector<BlockKind>& block_kinds();

/// UsageError names what is unknown, missing or out of range, and what fits.
BlockSpec parse_block(std::string_view text);
/// parse_block() gives an equal block; words with their defaults are left out.
std::string to_string(const BlockSpec& block);

/// By the names that a network's `activation` may be ("relu6").
struct ActivationName {
  std::string name;
  std::string letters;  // in a block: "r6" in "nr6"
  graph::ActivationKind kind;
};
const std::vector<ActivationName>& activation_names();

}  // namespace efs::nn
