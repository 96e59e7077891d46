// How a trial is trained, as plain values. torch-free.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/config/number_range.h"
#include "train/options/loss_terms.h"
#include "train/options/precision.h"

namespace efs::train {

enum class OptimizerKind { kAdam, kAdamW, kSgd };
const std::vector<std::string>& optimizer_names();
std::string to_string(OptimizerKind kind);
/// UsageError offers the nearest name.
OptimizerKind optimizer_kind(std::string_view name);

enum class Schedule { kConstant, kCosine };

/// The defaults are the original's recipe.
struct TrainOptions {
  OptimizerKind optimizer = OptimizerKind::kAdam;
  double learning_rate = 1e-3;
  /// SGD's momentum, in Nesterov's form.
  double momentum = 0.9;
  double weight_decay = 0.0;
  /// false: only the weights of convolutions and linear layers decay, which have two dimensions or
  /// more; biases and normalisation do not.
  bool decay_all = true;
  /// Largest L2 norm of the gradient; 0: off.
  double clip_norm = 0.0;

  Schedule schedule = Schedule::kConstant;
  /// Epochs over which the cosine falls to 0; only with Schedule::kCosine.
  int schedule_epochs = 0;
  /// The rate rises from 0 over the first epochs; 0: off.
  double warmup_epochs = 0.0;

  int batch_size = 16;
  Loss loss{{LossKind::kSmoothL1, 1.0}};
  /// train::assigners(): which cell of a dense head learns which face; other heads have no cells.
  std::string assigner = "simota";
  /// SmoothL1 in input pixels: where the quadratic part ends.
  double smooth_l1_beta = 1.0;
  /// data::augment_policy_names(); the trainer looks it up.
  std::string augmentation = "none";
  /// Each side of a training box is moved by up to this share of the box's size; 0: off.
  double label_jitter = 0.0;

  /// Exponential moving average of the weights, which is then what validates and is exported: the
  /// share of the average that a step keeps, e.g. 0.998; 0: off.
  double average_decay = 0.0;
  /// Batches from which the statistics of batch normalisation are taken anew before validation;
  /// 0: off, the running ones are used.
  int recalibration_batches = 0;
  /// The first epochs train the head and the neck alone; the backbone's parameters stay as they
  /// were given (its running statistics move). 0: off.
  int freeze_backbone_epochs = 0;
  /// Share of the loss that compares with a teacher's boxes instead of the labels, where there is
  /// a teacher (teacher.h).
  double distillation = 0.5;
  /// Training ends after this many epochs without a better accuracy; 0: off.
  int patience = 0;

  std::uint64_t seed = 0;
  /// A trainer needs a chosen one: choose_precision (step_time.h) says what kAuto means.
  Precision precision = Precision::kFloat32;
  int threads = 1;
  /// "cpu", "cuda", "auto" (cuda where there is one).
  std::string device = "auto";
};

/// A numeric option and its range.
struct NumberOption {
  std::string name;  // "clip_norm", in a configuration too
  std::variant<double TrainOptions::*, int TrainOptions::*> member;
  NumberRange range;
};
/// All options that have a range.
const std::vector<NumberOption>& number_options();

/// UsageError names the option that is out of its range.
void check(const TrainOptions& options);

/// The options that change a trial's numbers, as text. Threads and device are left out: they may
/// change from one session to the next.
std::string describe(const TrainOptions& options);

/// Learning rate after `epochs` of training, from 0: constant, or cosine (arXiv 1608.03983 without
/// restarts: towards 0 at `schedule_epochs`); without the warm-up.
double scheduled_rate(const TrainOptions& options, double epochs);
/// The same with the linear warm-up.
double rate_at(const TrainOptions& options, double epochs);

}  // namespace efs::train
