#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"

namespace efs::graph {

/// The output shape of `op` on these inputs; Error names `name`, the shapes and the broken rule.
Shape infer_shape(const std::string& name, const Op& op, const std::vector<Shape>& inputs);

}  // namespace efs::graph
