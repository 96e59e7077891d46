#include "graph/strides.h"

#include <algorithm>

namespace efs::graph {

std::vector<int> strides_of(const std::vector<Node>& nodes) {
  std::vector<int> strides;
  for (const Node& node : nodes) {
    int stride = is<Input>(node.op) ? 1 : 0;
    for (const NodeId input : node.inputs) {
      stride = std::max(stride, strides[static_cast<std::size_t>(input)]);
    }
    if (const auto* conv = std::get_if<Conv2d>(&node.op)) {
      stride *= std::min(conv->stride, kFarTooCoarse);
    }
    if (const auto* pool = std::get_if<Pool2d>(&node.op)) {
      stride *= std::min(pool->stride, kFarTooCoarse);
    }
    if (is<Upsample2x>(node.op)) stride /= 2;
    if (is<GlobalAveragePool, SpatialSum, Flatten>(node.op)) stride = 0;
    strides.push_back(std::min(stride, kFarTooCoarse));
  }
  return strides;
}

}  // namespace efs::graph
