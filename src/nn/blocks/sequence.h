// Layers one behind the other, numbered as torch.nn.Sequential numbers them.
#pragma once

#include <string>

#include "graph/builder.h"
#include "nn/blocks/conv_block.h"

namespace efs::nn {

class Sequence {
 public:
  /// The layers behind `input` are named PREFIX0, PREFIX1, ...
  Sequence(graph::Builder& builder, std::string prefix, graph::NodeId input);

  Sequence& add(graph::Op op);
  /// A conv_norm block under one number.
  Sequence& add_conv_norm(const graph::Conv2d& conv, const NormActivation& tail);
  /// The name for a block that the caller builds; continue_from() then takes its output.
  std::string next_name();
  void continue_from(graph::NodeId node) { last_ = node; }

  graph::NodeId last() const { return last_; }
  int channels() const { return static_cast<int>(builder_.shape(last_)[0]); }

 private:
  graph::Builder& builder_;
  std::string prefix_;
  graph::NodeId last_;
  int count_ = 0;
};

}  // namespace efs::nn
