// One step of training and one pass of evaluation: what the trainer's epochs are made of, and
// what bench/train_step times. Internal to src/train: includes torch.
#pragma once

#include "graph/graph.h"
#include "graph/weights.h"
#include "train/adam.h"
#include "train/batches.h"
#include "train/torch_network.h"
#include "train/trainer.h"

namespace efs::train {

class TrainingStep {
 public:
  /// The graph's output must be [4]. Threads and device are taken from `options`.
  TrainingStep(const graph::Graph& graph, const graph::Weights& initial,
               const TrainOptions& options);

  /// Forward, backward, update; returns the loss before the update. A loss that is not finite
  /// makes no update.
  double train(const Batch& batch);

  struct Evaluation {
    double loss = 0.0;    // mean over the batch
    torch::Tensor boxes;  // float32 [N,4], relative, on the CPU
  };
  Evaluation evaluate(const Batch& batch);

  TorchNetwork& network() { return network_; }
  const TorchNetwork& network() const { return network_; }
  Adam& optimizer() { return optimizer_; }
  const Adam& optimizer() const { return optimizer_; }

 private:
  torch::Tensor loss(const torch::Tensor& predicted, const Batch& batch) const;

  double beta_;
  int input_width_;
  int input_height_;
  TorchNetwork network_;
  Adam optimizer_;
};

}  // namespace efs::train
