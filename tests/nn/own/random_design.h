// A network of blocks, drawn.
#pragma once

#include "core/rng.h"
#include "nn/own/block_space.h"

namespace efs::nn::testing {

inline BlockDesign random_design(Rng& rng) {
  const auto from = [&](int low, int high) {
    return low + static_cast<int>(rng.index(static_cast<std::size_t>(high - low + 1)));
  };
  const auto blocks = design_block_names();
  BlockDesign design{.stem_width = 8 * from(1, 4),
                     .stages = from(kFewestStages, kMostDesignStages)};
  for (int i = 0; i < kMostDesignStages; ++i) {
    design.stage[static_cast<std::size_t>(i)] = {.block = blocks[rng.index(blocks.size())],
                                                 .depth = from(1, 6),
                                                 .width = 8 * from(1, 8 * (i + 1)),
                                                 .kernel = 2 * from(1, 2) + 1,
                                                 .expansion = from(2, 6)};
  }
  return design;
}

}  // namespace efs::nn::testing
