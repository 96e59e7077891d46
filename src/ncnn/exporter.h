// Graph + weights -> ncnn: the input "input" [3,H,W], batch-norm folded.
#pragma once

#include <string>

#include "graph/graph.h"
#include "graph/weights.h"
#include "ncnn/model_writer.h"

namespace efs::ncnn {

struct Model {
  std::string param;  // the text of the .param file
  std::string bin;
};

/// `output`: the name of the output blob, "box" (four numbers), "faces" (N rows of five) or "features".
/// Error: weights are missing or have a wrong shape, or one is too large for fp16.
Model export_ncnn(const graph::Graph& graph, const graph::Weights& weights,
                  const std::string& output, NumberFormat format);

}  // namespace efs::ncnn
