#include "nn/blocks/features.h"

namespace efs::nn {

namespace {
constexpr int kSmallestStride = 4;
}  // namespace

void note_tap(Features& features, graph::NodeId node, int stride) {
  if (stride < kSmallestStride) return;
  if (!features.empty() && features.back().stride == stride) features.pop_back();
  features.push_back({node, stride});
}

}  // namespace efs::nn
