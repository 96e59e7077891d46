// float16 as ONNX stores it: IEEE 754 binary16.
#pragma once

#include <cstdint>

namespace efs::graph {

/// The nearest one, ties to even; what is too large becomes infinite.
std::uint16_t to_half(float value);

}  // namespace efs::graph
