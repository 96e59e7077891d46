// Adam, AdamW and SGD with a state that is plain to save. Internal to src/train: includes torch.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graph/weights.h"
#include "train/network/torch_network.h"
#include "train/ops/libtorch.h"
#include "train/options/options.h"

namespace efs::train {

/// torch::optim's Adam (arXiv 1412.6980), AdamW (arXiv 1711.05101) and SGD with Nesterov's
/// momentum. On the CPU one pass over memory updates weight and moments together: torch's chain of
/// tensor operations makes eight, which at small images costs a third of a training step.
class Optimizer {
 public:
  Optimizer(const std::vector<TorchNetwork::NamedTensor>& parameters, const TrainOptions& options);

  /// Uses and then drops the gradients. Parameters without one are left alone, and their moments
  /// with them.
  void step();
  /// true: step() leaves the backbone's parameters and their moments as they are, and no gradient
  /// is computed for them; false: it goes on with them. As in torch, Adam counts the steps of each
  /// parameter: its moments start when it does.
  void freeze_backbone(bool frozen);
  void set_learning_rate(double learning_rate) { options_.learning_rate = learning_rate; }

  /// Drops the gradients that step() would use.
  void drop_gradients();

  std::int64_t steps() const { return steps_; }
  /// Adam's first moments, SGD's velocities.
  graph::Weights first_moments() const { return moments(&Slot::first); }
  /// Empty for SGD.
  graph::Weights second_moments() const { return moments(&Slot::second); }
  /// `frozen_steps` of the steps were made with a frozen backbone.
  void restore(std::int64_t steps, const graph::Weights& first, const graph::Weights& second,
               std::int64_t frozen_steps = 0);

 private:
  struct Slot {
    std::string name;
    torch::Tensor parameter, first, second;  // second: Adam's only
    double weight_decay = 0.0;
    bool backbone = false;
  };
  /// The factor that shortens the gradients to clip_norm.
  double clip_factor() const;
  graph::Weights moments(torch::Tensor Slot::*which) const;

  std::vector<Slot> slots_;
  TrainOptions options_;
  std::int64_t steps_ = 0;
  bool frozen_ = false;  // the backbone
  std::int64_t frozen_steps_ = 0;
};

}  // namespace efs::train
