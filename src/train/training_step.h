// One step of training and one pass of evaluation: what the trainer's epochs are made of, and
// what bench/train_step times. Internal to src/train: includes torch.
#pragma once

#include <optional>

#include "graph/graph.h"
#include "graph/weights.h"
#include "train/batches.h"
#include "train/loss.h"
#include "train/network/torch_network.h"
#include "train/optimizer.h"
#include "train/options/options.h"
#include "train/teacher.h"
#include "train/weight_average.h"

namespace efs::train {

class TrainingStep {
 public:
  /// The graph's output must be [4], and so the teacher's. Threads and device are taken from
  /// `options`. `teacher`: none where it is null.
  TrainingStep(const graph::Graph& graph, const graph::Weights& initial,
               const TrainOptions& options, const Teacher* teacher = nullptr);

  /// Forward, backward, update; returns the loss before the update. A loss that is not finite
  /// makes no update.
  double train(const Batch& batch);

  struct Evaluation {
    double loss = 0.0;    // SmoothL1 in input pixels, whatever is trained with; mean over the batch
    torch::Tensor boxes;  // float32 [N,4], relative, on the CPU
  };
  /// Of the network that is deployed: the average, where there is one.
  Evaluation evaluate(const Batch& batch);
  /// The statistics of the deployed network's batch normalisation become the means over batches
  /// number 0, 1, 2, ... that are shown to it.
  void recalibrate(const Batch& batch, int number);

  TorchNetwork& network() { return network_; }
  const TorchNetwork& network() const { return network_; }
  /// The average, or the network itself without one.
  TorchNetwork& deployed() { return average_ ? average_->network() : network_; }
  const TorchNetwork& deployed() const { return average_ ? average_->network() : network_; }
  bool has_average() const { return average_.has_value(); }
  Optimizer& optimizer() { return optimizer_; }
  const Optimizer& optimizer() const { return optimizer_; }

 private:
  torch::Tensor loss(const Batch& batch);

  Loss loss_;
  LossFrame frame_;
  TorchNetwork network_;
  Optimizer optimizer_;
  std::optional<WeightAverage> average_;
  std::optional<TorchNetwork> teacher_;
  double distillation_ = 0.0;
};

}  // namespace efs::train
