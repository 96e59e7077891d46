#include "train/weight_average.h"

#include <algorithm>

namespace efs::train {

WeightAverage::WeightAverage(const TorchNetwork& network, double decay)
    : average_(network.graph(), network.weights(), network.device()), decay_(decay) {}

void WeightAverage::follow(const TorchNetwork& network, std::int64_t steps) {
  const torch::NoGradGuard no_grad;
  const auto n = static_cast<double>(steps);
  const double keep = std::min(decay_, (1.0 + n) / (10.0 + n));
  const auto& from = network.state();
  const auto& into = average_.state();
  for (std::size_t i = 0; i < into.size(); ++i) {
    const torch::Tensor& average = into[i].tensor;
    average.lerp_(from[i].tensor, 1.0 - keep);
  }
}

}  // namespace efs::train
