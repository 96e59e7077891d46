#include "graph/coordinates.h"

namespace efs::graph {

std::vector<float> cell_coordinates(const Shape& shape) {
  const auto centre = [](std::int64_t cell, std::int64_t extent) {
    return static_cast<float>((static_cast<double>(cell) + 0.5) / static_cast<double>(extent));
  };
  std::vector<float> values;
  values.reserve(static_cast<std::size_t>(element_count(shape)));
  for (std::int64_t channel = 0; channel < shape[0]; ++channel) {
    for (std::int64_t y = 0; y < shape[1]; ++y) {
      for (std::int64_t x = 0; x < shape[2]; ++x) {
        values.push_back(channel % 2 == 0 ? centre(x, shape[2]) : centre(y, shape[1]));
      }
    }
  }
  return values;
}

}  // namespace efs::graph
