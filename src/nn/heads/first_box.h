// The box of an untrained head: in the middle of the image, 0.4 wide and high, which overlaps most
// faces.
#pragma once

#include "graph/op.h"

namespace efs::nn {

/// xmin and ymin lie this far before the image's centre, xmax and ymax behind it; relative.
inline constexpr double kFirstHalfSide = 0.2;

/// Weights of a 1x1 convolution that ends a head: small, so that its biases decide at first.
inline constexpr graph::InitRule kLastLayerInit{graph::Init::kNormal, 0.01};

}  // namespace efs::nn
