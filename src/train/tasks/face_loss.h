// The loss of a dense detector. Internal to src/train: includes torch.
#pragma once

#include <span>
#include <vector>

#include "graph/graph.h"
#include "train/ops/libtorch.h"
#include "train/options/options.h"
#include "train/tasks/box_loss.h"
#include "train/tasks/cell_targets.h"

namespace efs::train {

/// Float32 in row-major order on the CPU, without a gradient.
torch::Tensor readable(const torch::Tensor& output);
/// The values of a readable() tensor.
std::span<const float> values_of(const torch::Tensor& readable);

class FaceLoss {
 public:
  /// Of a network whose output is made by DecodeFaces. UsageError if the options' loss has no term of
  /// boxes or none of scores.
  FaceLoss(const graph::Graph& graph, const TrainOptions& options);

  /// `output`: [B,N,5] in training, its scores logits. NaN where a value of it is not finite.
  torch::Tensor of(const torch::Tensor& output, const std::vector<Target>& targets) const;
  /// The same of an output as it is deployed, its scores 0 to 1.
  double of_deployed(const torch::Tensor& output, const std::vector<Target>& targets) const;

  const ImageSize& input() const { return input_; }

 private:
  torch::Tensor of_scores(const torch::Tensor& logits, const CellTargets& learnt) const;
  torch::Tensor of_boxes(const torch::Tensor& boxes, const CellTargets& learnt) const;

  std::vector<Cell> cells_;
  ImageSize input_;
  LossFrame frame_;
  Assigner assigner_;
  Loss box_terms_, score_terms_;
};

}  // namespace efs::train
