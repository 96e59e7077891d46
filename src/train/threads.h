// Where and with how many threads libtorch computes. Internal to src/train: includes torch.
#pragma once

#include <string>

#include "train/ops/libtorch.h"

namespace efs::train {

/// "cpu", "cuda", "auto" (cuda where there is one). UsageError: an unknown name, or cuda where
/// there is none.
torch::Device choose_device(const std::string& name);

/// Sets the calling thread's share of libtorch's pool. OpenBLAS has a pool of its own that spins
/// beside libtorch's; it is held at one thread.
void use_threads(int threads);

}  // namespace efs::train
