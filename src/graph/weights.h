// The values of a state dict, free of any framework: what travels between libtorch, safetensors
// and ONNX.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "graph/graph.h"

namespace efs::graph {

struct Tensor {
  Shape shape;
  std::vector<float> values;  // row-major; element_count(shape) of them
};

/// State-dict name -> values.
using Weights = std::map<std::string, Tensor>;

}  // namespace efs::graph
