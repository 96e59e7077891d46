// DecodeFaces in libtorch. Internal to src/train: includes torch.
#pragma once

#include "graph/op.h"
#include "train/ops/libtorch.h"

namespace efs::train {

/// The constants of one DecodeFaces, on its network's device; undefined where a node is another.
struct FaceDecoding {
  torch::Tensor cell_size;    // [1,2,cells]
  torch::Tensor cell_corner;  // [1,2,cells]
  torch::Tensor largest_log;  // [1,1,cells]
};

FaceDecoding face_decoding(const graph::DecodeFaces& op, torch::Device device);

/// `scores` [N,1,cells], `boxes` [N,4,cells] -> [N,cells,5]; see graph::DecodeFaces for what
/// `training` changes.
torch::Tensor decode_faces(const FaceDecoding& decoding, const torch::Tensor& scores,
                           const torch::Tensor& boxes, bool training);

}  // namespace efs::train
