// Which layers the file does without: those that a convolution fuses, and those that do nothing at
// inference.
#pragma once

#include <vector>

#include "graph/graph.h"
#include "graph/weights.h"

namespace efs::graph {

/// A node's position in vectors by node.
inline std::size_t index(NodeId id) { return static_cast<std::size_t>(id); }

/// By node; depends on the structure alone, not on the weights.
struct FoldPlan {
  /// Whether an output depends on it; other nodes are not written.
  std::vector<bool> needed;
  /// The node whose tensor holds this node's value in the file: itself, the convolution that fused
  /// it (batch-norm, channel scale), or the holder of its input if it does nothing at inference.
  std::vector<NodeId> holder;
  /// For a convolution: the nodes fused into it, in order of application.
  std::vector<std::vector<NodeId>> fused;
  /// For a convolution whose only reader is a ReLU6: it computes 6 - x instead of x, which saves
  /// the ReLU6 an operator (activation_nodes.cc).
  std::vector<bool> reflected;
};

/// `outputs`: the nodes whose values the file puts out.
FoldPlan plan_folding(const Graph& graph, const std::vector<NodeId>& outputs);

/// Weight [out, in/groups, kh, kw] and bias [out] of a convolution with the nodes fused into it,
/// reflected where the plan says so.
struct ConvolutionValues {
  Tensor weight;
  Tensor bias;
};
ConvolutionValues folded_convolution(const Graph& graph, NodeId convolution, const FoldPlan& plan,
                                     const Weights& weights);

}  // namespace efs::graph
