// The convolution blocks that several families share.
#pragma once

#include <optional>
#include <string>

#include "graph/builder.h"

namespace efs::nn {

inline constexpr graph::InitRule kZeroBias{graph::Init::kZeros, 0.0};
/// torchvision's choice wherever a batch norm follows, unless a family says otherwise.
inline constexpr graph::InitRule kKaimingFanOut{graph::Init::kKaimingNormalFanOut, 0.0};

/// The multiple of 8 nearest to `channels`, at least 8, and never more than 10 % below `channels`:
/// the rounding of the MobileNet papers' reference code.
int round_channels(double channels);

/// A bias-free convolution that keeps height and width but for its stride; odd kernels only.
graph::Conv2d same_conv(int out_channels, int kernel, int stride = 1, int groups = 1,
                        graph::InitRule weight_init = kKaimingFanOut);

/// What follows the convolution in a conv_norm block.
struct NormActivation {
  graph::BatchNorm2d norm;
  std::optional<graph::ActivationKind> activation = graph::ActivationKind::kRelu;
};
inline const NormActivation kNormOnly{.norm = {}, .activation = {}};

/// torchvision's Conv2dNormActivation: the layers PREFIX.0, PREFIX.1 and, with an activation,
/// PREFIX.2.
graph::NodeId conv_norm(graph::Builder& builder, const std::string& prefix, graph::NodeId input,
                        const graph::Conv2d& conv, const NormActivation& tail = {});

}  // namespace efs::nn
