#include "nn/own/found_taps.h"

#include <algorithm>
#include <vector>

#include "graph/strides.h"

namespace efs::nn {

using graph::Builder;
using graph::Conv2d;
using graph::is;
using graph::Node;
using graph::NodeId;

namespace {

/// By node, whether each path from the input to the output goes through it.
std::vector<bool> bottlenecks_of(const Builder& builder) {
  const auto count = static_cast<std::size_t>(builder.next());
  std::vector<NodeId> last_reader(count, 0);
  for (NodeId id = 0; id < builder.next(); ++id) {
    for (const NodeId input : builder.node(id).inputs) {
      last_reader[static_cast<std::size_t>(input)] = id;
    }
  }
  std::vector<bool> result(count, false);
  NodeId reach = 0;  // the last layer that reads one in front of this
  for (std::size_t i = 0; i < count; ++i) {
    result[i] = reach <= static_cast<NodeId>(i);
    reach = std::max(reach, last_reader[i]);
  }
  return result;
}

bool follows_convolution(const graph::Op& op) {
  return is<graph::Activation, graph::BatchNorm2d>(op);
}

/// The convolution that `id` is, or whose norm and activation it is; nullptr: none.
const Node* convolution_at(const Builder& builder, NodeId id) {
  while (follows_convolution(builder.node(id).op)) id = builder.node(id).inputs[0];
  const Node& node = builder.node(id);
  return is<Conv2d>(node.op) ? &node : nullptr;
}

bool is_depthwise(const Builder& builder, const Node& node) {
  const int groups = std::get<Conv2d>(node.op).groups;
  return groups > 1 && groups == builder.shape(node.inputs[0])[0];
}

/// The map in front of the block that `id` is in the beginning of.
NodeId in_front_of_expansion(const Builder& builder, NodeId id) {
  const Node* node = convolution_at(builder, id);
  if (node == nullptr) return id;
  const auto& conv = std::get<Conv2d>(node->op);
  const NodeId input = node->inputs[0];
  const bool widens = conv.kernel_h == 1 && conv.kernel_w == 1 && conv.groups == 1 &&
                      conv.stride == 1 && conv.out_channels > builder.shape(input)[0];
  if (!widens) return id;
  const Node* before = convolution_at(builder, input);
  return before != nullptr && is_depthwise(builder, *before) ? id : input;
}

/// As note_tap(); maps of larger strides that were enlarged again make way.
void note_map(Features& features, NodeId id, int stride) {
  while (!features.empty() && features.back().stride > stride) features.pop_back();
  note_tap(features, id, stride);
}

}  // namespace

Features found_taps(const Builder& builder, NodeId output) {
  const std::vector<int> strides = graph::strides_of(builder.nodes());
  const std::vector<bool> bottlenecks = bottlenecks_of(builder);
  Features features;
  for (NodeId id = 0; id < output; ++id) {
    const auto i = static_cast<std::size_t>(id);
    if (bottlenecks[i] && strides[i] > 0) note_map(features, id, strides[i]);
  }
  for (Tap& tap : features) {
    if (tap.stride < strides[static_cast<std::size_t>(output)]) {
      tap.node = in_front_of_expansion(builder, tap.node);
    }
  }
  note_map(features, output, strides[static_cast<std::size_t>(output)]);
  return features;
}

}  // namespace efs::nn
