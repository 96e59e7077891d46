#pragma once

#include <span>
#include <vector>

#include "graph/graph.h"
#include "onnx/face_outputs.h"

namespace efs::onnx {

/// What the host of a file computes: from the values of its outputs, one after the other in the
/// file's order, to those of the decoded file, rows [images,N,5]. `graph` is the network's, and `images`
/// is the batch of the run, of which each output holds all. Error: the values are not as many as its
/// maps have. Values of a decoded file come back as they are.
std::vector<float> decode_on_host(FaceOutputs outputs, const graph::Graph& graph,
                                  std::span<const float> values, std::size_t images = 1);

}  // namespace efs::onnx
