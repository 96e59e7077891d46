// Every operator by its textbook definition, in double, for small shapes: what exports are
// compared with. Written without a look at the exporter.
#pragma once

#include <vector>

#include "graph/graph.h"
#include "graph/weights.h"

namespace efs::onnx {

std::vector<float> run_reference(const graph::Graph& graph, const graph::Weights& weights,
                                 const std::vector<float>& input);

}  // namespace efs::onnx
