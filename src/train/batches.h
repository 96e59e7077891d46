// Batches of the packed data set, as tensors. Internal to src/train: includes torch.
#pragma once

#include <cstdint>
#include <vector>

#include "data/packed/packed.h"
#include "train/ops/libtorch.h"
#include "train/tasks/task.h"

namespace efs::train {

struct Batch {
  torch::Tensor images;  // float32 [N,3,H,W], channels_last, ImageNet mean and std
  std::vector<Target> targets;
};

/// Reads these training samples, varies them, and normalises them on `device`.
Batch make_training_batch(const Task& task, const data::PackedDataset& data,
                          const std::vector<std::size_t>& indices, const Variation& variation,
                          torch::Device device);

/// Reads these validation samples as they are and normalises them on `device`.
Batch make_validation_batch(const Task& task, const data::PackedDataset& data,
                            const std::vector<std::size_t>& indices, torch::Device device);

/// `order` in batches. The last batch may be smaller; a last batch of one sample joins the one
/// before it, because batch normalisation has no variance of a single value.
std::vector<std::vector<std::size_t>> divide(const std::vector<std::size_t>& order,
                                             std::size_t batch_size);

/// The order in which an epoch (1-based) sees `count` samples: a function of its arguments alone.
std::vector<std::size_t> epoch_order(std::size_t count, std::uint64_t seed, int epoch);

}  // namespace efs::train
