#include "nn/blocks/sequence.h"

#include <utility>

namespace efs::nn {

Sequence::Sequence(graph::Builder& builder, std::string prefix, graph::NodeId input)
    : builder_(builder), prefix_(std::move(prefix)), last_(input) {}

std::string Sequence::next_name() { return prefix_ + std::to_string(count_++); }

Sequence& Sequence::add(graph::Op op) {
  last_ = builder_.add(next_name(), std::move(op), last_);
  return *this;
}

Sequence& Sequence::add_conv_norm(const graph::Conv2d& conv, const NormActivation& tail) {
  last_ = conv_norm(builder_, next_name(), last_, conv, tail);
  return *this;
}

}  // namespace efs::nn
