// What the cells of a dense head learn from the faces of a batch. torch-free.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/text/image_size.h"
#include "graph/graph.h"
#include "train/assigners/assigner.h"
#include "train/tasks/target.h"

namespace efs::train {

/// The cells of a network whose output is made by DecodeFaces, in the order of its rows.
std::vector<Cell> cells_of(const graph::Graph& graph);

/// For B images of N cells each; cell n of image b has the index b * N + n.
struct CellTargets {
  std::vector<float> quality;           // [B*N]: what the score learns; above 0 where a face is
  std::vector<float> weights;           // [B*N]: 0 in ignored regions, otherwise 1
  std::vector<std::int64_t> positives;  // the cells that learn a face, ascending
  std::vector<float> boxes;             // [P,4]: the face of each, relative to the input
};

/// `rows`: the network's output in training, [B,N,5]: xmin ymin xmax ymax relative to `input`, and
/// the score's logit; finite. `targets`: one an image.
CellTargets cell_targets(std::span<const float> rows, std::span<const Cell> cells,
                         const ImageSize& input, const Assigner& assigner,
                         const std::vector<Target>& targets);

}  // namespace efs::train
