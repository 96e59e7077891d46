// The losses of scores. Internal to src/train: includes torch.
#pragma once

#include "train/ops/libtorch.h"
#include "train/options/loss_terms.h"

namespace efs::train {

/// The sum over all cells of one loss of scores (kBce to kVarifocal). `logits`, `quality` (what the
/// scores learn, 0..1; above 0 where a face is) and `weights` have one shape.
torch::Tensor score_loss(LossKind kind, const torch::Tensor& logits, const torch::Tensor& quality,
                         const torch::Tensor& weights);

}  // namespace efs::train
