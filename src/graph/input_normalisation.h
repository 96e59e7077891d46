// The normalisation of a network's input: torchvision's ImageNet statistics.
#pragma once

#include <array>

namespace efs::graph {

/// Red, green, blue, for values in 0..1: subtracted, then divided by.
inline constexpr std::array<double, 3> kImagenetMean{0.485, 0.456, 0.406};
inline constexpr std::array<double, 3> kImagenetStd{0.229, 0.224, 0.225};

}  // namespace efs::graph
