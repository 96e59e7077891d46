// One step of training and one pass of evaluation: what the trainer's epochs are made of, and
// what bench/train_step times. Internal to src/train: includes torch.
#pragma once

#include <memory>
#include <optional>

#include "graph/graph.h"
#include "graph/weights.h"
#include "train/batches.h"
#include "train/network/torch_network.h"
#include "train/optimizer.h"
#include "train/options/options.h"
#include "train/tasks/tasks.h"
#include "train/teacher.h"

namespace efs::train {

/// Moves `average`, a network of the same graph, towards `network` after its step number `steps`
/// (from 1): each tensor, running statistics included, keeps the share `decay` of its value
/// (exponential moving average; Polyak and Juditsky 1992; as in Tan and Le, arXiv 1905.11946). The
/// first steps keep less, (1 + n) / (10 + n), so that the fresh weights are forgotten.
void follow(TorchNetwork& average, const TorchNetwork& network, double decay, std::int64_t steps);

class TrainingStep {
 public:
  /// The graph's output says the task; the teacher (null: none) must have the same. `options` say
  /// the device; the caller sets the threads.
  TrainingStep(const graph::Graph& graph, const graph::Weights& initial,
               const TrainOptions& options, const Teacher* teacher = nullptr);

  /// Forward, backward, update; returns the loss before the update. A loss that is not finite
  /// makes no update.
  double train(const Batch& batch);

  /// The output of the network that is deployed (the average, where there is one).
  torch::Tensor evaluate(const Batch& batch);
  /// Called with batches number 0, 1, 2, ...: the statistics of the deployed network's batch
  /// normalisation become the means over them.
  void recalibrate(const Batch& batch, int number);

  const Task& task() const { return *task_; }
  TorchNetwork& network() { return network_; }
  /// The average, or the network itself without one.
  TorchNetwork& deployed() { return average_ ? *average_ : network_; }
  bool has_average() const { return average_.has_value(); }
  Optimizer& optimizer() { return optimizer_; }

 private:
  torch::Tensor loss(const Batch& batch);

  TrainOptions options_;
  std::unique_ptr<Task> task_;
  TorchNetwork network_;
  Optimizer optimizer_;
  std::optional<TorchNetwork> average_;
  std::optional<TorchNetwork> teacher_;
  detect::Fit teacher_fit_ = detect::Fit::kStretch;
};

}  // namespace efs::train
