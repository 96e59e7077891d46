#include <fmt/format.h>

#include "nn/blocks/conv_block.h"
#include "nn/necks/necks.h"

namespace efs::nn {

using graph::Builder;
using graph::NodeId;

namespace {

/// Names of the layers at one map.
struct MapNames {
  std::string lateral, upsample, add, relu;
};

MapNames names_at(int stride) {
  const std::string prefix = fmt::format("neck.{}.", stride);
  return {prefix + "lateral", prefix + "upsample", prefix + "add", prefix + "relu"};
}

/// Of the neck that one map reads: older files have these names.
MapNames names_of_one_level(std::size_t map) {
  return map == 0 ? MapNames{"neck.lateral", "neck.upsample", "neck.add", "neck.relu"}
                  : MapNames{"neck.deeper", "", "", "neck.deeper.relu"};
}

/// From the deepest map to the finest: relu(lateral + what comes from below, enlarged). `passes_on`:
/// that is the sum of the deeper map, else its lateral alone.
Features top_down(Builder& builder, const Features& maps, int width,
                  const std::vector<MapNames>& names, bool passes_on) {
  Features result = maps;
  NodeId below = 0;
  for (std::size_t i = maps.size(); i-- > 0;) {
    const bool deepest = i + 1 == maps.size();
    // Narrowed before it is enlarged: a quarter of the work, the same values.
    if (!deepest) below = builder.add(names[i].upsample, graph::Upsample2x{}, below);
    const NodeId lateral =
        conv_norm(builder, names[i].lateral, maps[i].node, same_conv(width, 1), kNormOnly);
    const NodeId sum =
        deepest ? lateral : builder.add(names[i].add, graph::Add{}, {lateral, below});
    result[i].node = builder.add(names[i].relu, graph::Activation{}, sum);
    below = passes_on ? result[i].node : lateral;
  }
  return result;
}

std::vector<MapNames> names_by_stride(const Features& maps) {
  std::vector<MapNames> names;
  for (const Tap& map : maps) names.push_back(names_at(map.stride));
  return names;
}

}  // namespace

Features build_merge_neck(Builder& builder, const Features& maps, const NeckOptions& options) {
  const bool one = options.levels == 1;
  return top_down(
      builder, maps, options.width,
      one ? std::vector{names_of_one_level(0), names_of_one_level(1)} : names_by_stride(maps),
      /*passes_on=*/false);
}

Features build_pyramid_neck(Builder& builder, const Features& maps, const NeckOptions& options) {
  return top_down(builder, maps, options.width, names_by_stride(maps), /*passes_on=*/true);
}

}  // namespace efs::nn
