// Adam and AdamW with a state that is plain to save. Internal to src/train: includes torch.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graph/weights.h"
#include "train/libtorch.h"
#include "train/torch_network.h"

namespace efs::train {

struct AdamOptions {
  double learning_rate = 1e-3;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0.0;
  /// AdamW (arXiv 1711.05101): the decay is taken off the weights, not added to the gradient.
  bool decoupled_decay = false;
};

/// torch::optim::Adam (arXiv 1412.6980), and no more of it than is used here. On the CPU one pass
/// over memory updates weight and moments together: torch's chain of tensor operations makes
/// eight, which at small images costs a third of a training step.
class Adam {
 public:
  Adam(const std::vector<TorchNetwork::NamedTensor>& parameters, const AdamOptions& options);

  /// Uses and then drops the gradients. Parameters without one are left alone, and their moments
  /// with them.
  void step();
  void set_learning_rate(double learning_rate) { options_.learning_rate = learning_rate; }

  /// Gradients that step() would use; dropped by drop_gradients().
  void drop_gradients();

  std::int64_t steps() const { return steps_; }
  graph::Weights first_moments() const;
  graph::Weights second_moments() const;
  void restore(std::int64_t steps, const graph::Weights& first, const graph::Weights& second);

 private:
  struct Slot {
    std::string name;
    torch::Tensor parameter, first, second;
  };
  void update(Slot& slot, const torch::Tensor& gradient, double correction1, double correction2);

  std::vector<Slot> slots_;
  AdamOptions options_;
  std::int64_t steps_ = 0;
};

}  // namespace efs::train
