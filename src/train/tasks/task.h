// What a network is trained for. Trainer, step and batches know a task by these interfaces alone.
// Internal to src/train: includes torch.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/named_values.h"
#include "data/augment/policy.h"
#include "data/packed/packed.h"
#include "train/ops/libtorch.h"
#include "train/tasks/target.h"

namespace efs::train {

/// The loss of validation, which every task reports; input pixels or without a unit, as the task
/// says.
inline constexpr const char* kLoss = "val_loss";

/// How training samples are changed; what happens to a sample is a function of this and its index.
struct Variation {
  const data::AugmentPolicy& policy;
  /// Each side of a box is moved by up to this share of the box's size.
  double label_jitter = 0.0;
  std::uint64_t seed = 0;
  int epoch = 1;
};

/// One pass over the validation part.
class Validation {
 public:
  virtual ~Validation() = default;
  /// The network's output for the samples with these indices, as it is deployed, and their targets.
  virtual void add(const torch::Tensor& output, const std::vector<Target>& targets,
                   std::span<const std::size_t> indices) = 0;
  /// Over all samples added, at least one: kLoss and the task's other metrics.
  virtual NamedValues metrics() const = 0;
};

class Task {
 public:
  virtual ~Task() = default;

  /// What validation measures, by the names that tables and databases use.
  virtual std::vector<std::string> metric_names() const = 0;
  /// The one that the best epoch, patience and checkpoints go by; higher is better.
  virtual const char* accuracy() const = 0;

  /// Fills `pixels` (RGB, [height,width,3] of the input) with a training sample, varied.
  virtual Target vary(const data::PackedDataset& data, std::size_t index,
                      const Variation& variation, std::span<std::uint8_t> pixels) const = 0;
  /// Of a validation sample.
  virtual Target target(const data::PackedSample& sample) const = 0;

  /// `output`: the network's for a batch, in training; a scalar with a gradient.
  virtual torch::Tensor loss(const torch::Tensor& output,
                             const std::vector<Target>& targets) const = 0;
  /// The same against a teacher's output for that batch (as it is deployed).
  virtual torch::Tensor distillation_loss(const torch::Tensor& output,
                                          const torch::Tensor& taught) const = 0;

  virtual std::unique_ptr<Validation> start_validation(const data::PackedDataset& data) const = 0;
};

}  // namespace efs::train
