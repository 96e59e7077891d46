// The exponential moving average of a network under training. Internal to src/train: includes
// torch.
#pragma once

#include <cstdint>

#include "train/network/torch_network.h"

namespace efs::train {

/// A second network of the same graph whose tensors, running statistics too, follow those of the
/// first (Polyak and Juditsky 1992; as in Tan and Le, arXiv 1905.11946).
class WeightAverage {
 public:
  /// Starts as a copy. `decay`: the share of the average that a step keeps.
  WeightAverage(const TorchNetwork& network, double decay);

  /// After step number `steps` (from 1). The first steps keep less, (1 + n) / (10 + n), so that the
  /// fresh weights are forgotten.
  void follow(const TorchNetwork& network, std::int64_t steps);

  TorchNetwork& network() { return average_; }
  const TorchNetwork& network() const { return average_; }

 private:
  TorchNetwork average_;
  double decay_;
};

}  // namespace efs::train
