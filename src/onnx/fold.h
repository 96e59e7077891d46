// What a convolution can take over from the layers around it.
#pragma once

#include <vector>

#include "graph/graph.h"
#include "graph/weights.h"

namespace efs::onnx {

/// Per node, decided from the structure alone.
struct FoldPlan {
  /// False: nothing that leads to the output reads it; it is not written.
  std::vector<bool> needed;
  /// The node whose tensor holds this node's value: itself, the convolution that fused it
  /// (batch-norm, channel scale), or the input of a layer that does nothing at inference.
  std::vector<graph::NodeId> holder;
  /// For a convolution: the fused nodes, in order of application.
  std::vector<std::vector<graph::NodeId>> fused;
  /// For a convolution: it computes 6 minus its value. A ReLU6 that alone reads it is then
  /// relu(6 - what it computes); see activation_nodes.cc.
  std::vector<bool> reflected;
};

FoldPlan plan_folding(const graph::Graph& graph);

/// Weight [out, in/groups, kh, kw] and bias [out] of a convolution with all that it fused,
/// reflected where the plan says so.
struct ConvolutionValues {
  graph::Tensor weight;
  graph::Tensor bias;
};
ConvolutionValues folded_convolution(const graph::Graph& graph, graph::NodeId convolution,
                                     const FoldPlan& plan, const graph::Weights& weights);

}  // namespace efs::onnx
