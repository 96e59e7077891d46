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

struct UpdateGroup;

struct OptimizerOptions {
  OptimizerKind kind = OptimizerKind::kAdam;
  double learning_rate = 1e-3;
  double beta1 = 0.9;  // Adam's; SGD's momentum
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0.0;
  /// false: only the weights of convolutions and linear layers decay, which have two dimensions or
  /// more; biases and normalisation do not.
  bool decay_all = true;
  /// Largest L2 norm of all gradients together; longer ones are shortened to it. 0: off.
  double clip_norm = 0.0;
};

/// torch::optim's Adam (arXiv 1412.6980), AdamW (arXiv 1711.05101) and SGD with Nesterov's
/// momentum, and no more of them than is used here. On the CPU one pass over memory updates weight
/// and moments together: torch's chain of tensor operations makes eight, which at small images
/// costs a third of a training step.
class Optimizer {
 public:
  Optimizer(const std::vector<TorchNetwork::NamedTensor>& parameters,
            const OptimizerOptions& options);

  /// Uses and then drops the gradients. Parameters without one are left alone, and their moments
  /// with them.
  void step();
  /// true: step() leaves the backbone's parameters and their moments as they are, and no gradient
  /// is computed for them; false: it goes on with them. Adam counts a parameter's own steps, as
  /// torch's does: its moments start when it does.
  void freeze_backbone(bool frozen);
  void set_learning_rate(double learning_rate) { options_.learning_rate = learning_rate; }

  /// Gradients that step() would use; dropped by drop_gradients().
  void drop_gradients();

  std::int64_t steps() const { return steps_; }
  /// Adam's first moments, SGD's velocities.
  graph::Weights first_moments() const;
  /// Empty for SGD.
  graph::Weights second_moments() const;
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
  /// What the gradients are multiplied with to obey clip_norm.
  double clip_factor() const;
  /// Adam counts a parameter's own.
  std::int64_t own_steps(bool backbone) const;
  void update(Slot& slot, const torch::Tensor& gradient, double gradient_factor);
  void update(const UpdateGroup& group, double weight_decay, bool backbone, double gradient_factor);

  std::vector<Slot> slots_;
  OptimizerOptions options_;
  std::int64_t steps_ = 0;
  bool frozen_ = false;  // the backbone
  std::int64_t frozen_steps_ = 0;
};

}  // namespace efs::train
