// Networks that somebody brought: blocks in YAML, or a Graph (docs/own-networks.md).
#pragma once

#include <string>

#include "nn/backbones/architecture.h"

namespace efs::nn {

/// What `Architecture::family` says of them.
inline constexpr const char* kOwnFamily = "own";

struct OwnNetwork {
  std::string text;  // from which it can be read again: what the file said, in one fixed form
  Architecture architecture;
};

/// The ending of a file of its text: ".yaml" or ".efsgraph".
std::string suffix_of(const OwnNetwork& network);

/// Reads graph_text() or a network of blocks (own/block_network.h), told apart by the first line.
/// `name` is what the network is called; empty: what its text says, or else the file's name without
/// its ending. `file` stands for the text in messages. UsageError with the line: it is neither, has
/// no name, or is no backbone: its output must be a map [C,H,W] of three channels in, at
/// stride 4 or more.
OwnNetwork read_own_network(const std::string& text, const std::string& file,
                            const std::string& name = "");

}  // namespace efs::nn
