#include <fmt/format.h>

#include <algorithm>

#include "nn/blocks/conv_block.h"
#include "nn/blocks/units.h"
#include "nn/heads/first_box.h"
#include "nn/heads/heads.h"

namespace efs::nn {

using graph::Builder;
using graph::Conv2d;
using graph::NodeId;

namespace {

/// -log((1 - p) / p) for p = 0.01: the many cells without a face must not outweigh the others at
/// first (Lin et al., arXiv 1708.02002, section 3.3).
constexpr double kFirstLogit = -4.59512;
/// Of dx, dy, dw and dh: a box of two strides a side, its centre within the cell.
constexpr double kFirstOffset = 0.7;

/// The maps of one level.
struct LevelMaps {
  NodeId score;  // [1,H,W], logits
  NodeId box;    // [4,H,W], dx dy dw dh
};

NodeId last_layer(Builder& builder, const std::string& name, NodeId input, int channels,
                  double bias) {
  return builder.add(name,
                     Conv2d{.out_channels = channels,
                            .weight_init = kLastLayerInit,
                            .bias_init = {graph::Init::kConstant, bias}},
                     input);
}

/// Convolutions from `begin` on, named LEVEL..., get parameters that the other levels have too. Not
/// the norms: each level has statistics of its own, as RTMDet's head (arXiv 2212.07784, section 3.3).
void share_convolutions(Builder& builder, NodeId begin, const std::string& level) {
  for (NodeId id = begin; id < builder.next(); ++id) {
    const graph::Node& node = builder.node(id);
    if (!graph::is<Conv2d>(node.op)) continue;
    builder.name_parameters(id, "head." + node.name.substr(level.size()));
  }
}

LevelMaps build_level(Builder& builder, const Tap& map, const DenseOptions& options,
                      bool equalises) {
  const std::string level = fmt::format("head.{}.", map.stride);
  NodeId x = map.node;
  if (equalises) x = conv_norm(builder, level + "lateral", x, same_conv(options.head_width, 1));
  const NodeId begin = builder.next();
  for (int i = 0; i < options.head_units; ++i) {
    x = unit(options.head_conv)
            .build(builder, fmt::format("{}units.{}", level, i), x, options.head_width, 1);
  }
  const LevelMaps maps{last_layer(builder, level + "score", x, 1, kFirstLogit),
                       last_layer(builder, level + "box", x, 4, kFirstOffset)};
  if (options.head_shared) share_convolutions(builder, begin, level);
  return maps;
}

bool equally_wide(const Builder& builder, const Features& maps) {
  return std::ranges::all_of(maps, [&](const Tap& map) {
    return builder.shape(map.node)[0] == builder.shape(maps.front().node)[0];
  });
}

}  // namespace

NodeId build_dense_head(Builder& builder, const Features& maps, const DenseOptions& options) {
  const graph::Shape& input = builder.shape(builder.input());
  graph::DecodeFaces decode{.input_height = static_cast<int>(input[1]),
                            .input_width = static_cast<int>(input[2])};
  std::vector<NodeId> scores, boxes;
  const bool equalises = options.head_shared && !equally_wide(builder, maps);
  for (const Tap& map : maps) {
    const LevelMaps level = build_level(builder, map, options, equalises);
    scores.push_back(level.score);
    boxes.push_back(level.box);
    const graph::Shape& shape = builder.shape(level.score);
    decode.levels.push_back({map.stride, static_cast<int>(shape[1]), static_cast<int>(shape[2])});
  }
  const NodeId score = builder.add("head.scores", graph::ConcatCells{}, scores);
  const NodeId box = builder.add("head.boxes", graph::ConcatCells{}, boxes);
  return builder.add("head.faces", std::move(decode), {score, box});
}

}  // namespace efs::nn
