// What a teacher sees of the pupil's images. Internal to src/train: includes torch.
#pragma once

#include "detect/placement.h"
#include "train/network/torch_network.h"
#include "train/ops/libtorch.h"

namespace efs::train {

/// The teacher's output for `images` [N,3,H,W], with boxes relative to these images and without a
/// gradient. Images of another size are placed in its input as `fit` says.
torch::Tensor teacher_output(TorchNetwork& teacher, const torch::Tensor& images, detect::Fit fit);

}  // namespace efs::train
