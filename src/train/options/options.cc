#include "train/options/options.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/error.h"
#include "core/text/named_rows.h"

namespace efs::train {

const std::vector<std::string>& optimizer_names() {
  static const std::vector<std::string> names{"adam", "adamw", "sgd"};  // as in the enumeration
  return names;
}

std::string to_string(OptimizerKind kind) {
  return optimizer_names().at(static_cast<std::size_t>(kind));
}

OptimizerKind optimizer_kind(std::string_view name) {
  return static_cast<OptimizerKind>(index_of_name(optimizer_names(), "optimizer", name));
}

const std::vector<NumberOption>& number_options() {
  using T = TrainOptions;
  constexpr NumberRange kCount{.low = 0, .high = 1e6};
  static const std::vector<NumberOption> table{
      {"learning_rate", &T::learning_rate, kAboveZero},
      {"momentum", &T::momentum, kShareBelowOne},
      {"warmup_epochs", &T::warmup_epochs, kNotNegative},
      // Batch normalisation cannot work with one image.
      {"batch_size", &T::batch_size, {.low = 2, .high = 65536}},
      {"weight_decay", &T::weight_decay, kNotNegative},
      {"clip_norm", &T::clip_norm, kNotNegative},
      {"smooth_l1_beta", &T::smooth_l1_beta, kAboveZero},
      {"label_jitter", &T::label_jitter, kShareBelowOne},
      {"average_decay", &T::average_decay, kShareBelowOne},
      {"recalibration_batches", &T::recalibration_batches, kCount},
      {"freeze_backbone_epochs", &T::freeze_backbone_epochs, kCount},
      {"distillation", &T::distillation, {.low = 0, .high = 1}},
      {"patience", &T::patience, kCount},
      {"threads", &T::threads, {.low = 1}},
  };
  return table;
}

void check(const TrainOptions& options) {
  for (const NumberOption& row : number_options()) {
    const double value =
        std::visit([&](auto member) { return static_cast<double>(options.*member); }, row.member);
    if (!row.range.contains(value)) {
      fail_usage("{} is {}; it must be {}", row.name, value, row.range.words());
    }
  }
  if (options.loss.empty()) fail_usage("a network is trained with at least one loss");
  if (options.schedule == Schedule::kCosine && options.schedule_epochs < 1) {
    fail_usage("the cosine schedule needs the number of epochs it falls over, at least 1");
  }
}

std::string describe(const TrainOptions& options) {
  const bool cosine = options.schedule == Schedule::kCosine;
  // float32 is not named: checkpoints from before there was another precision stay valid.
  const std::string precision =
      options.precision == Precision::kFloat32 ? "" : ", precision " + to_string(options.precision);
  // For the same reason.
  const std::string assigner =
      options.assigner == TrainOptions{}.assigner ? "" : ", assigner " + options.assigner;
  return fmt::format(
      "optimizer {}, learning rate {}, momentum {}, weight decay {} on {}, clip norm {}, schedule "
      "{} over {} epochs, warm-up {} epochs, batch size {}, loss {}, beta {}, augmentation {}, "
      "label jitter {}, average decay {}, recalibration {} batches, frozen backbone {} epochs, "
      "distillation {}, patience {}, seed {}{}{}",
      to_string(options.optimizer), options.learning_rate, options.momentum, options.weight_decay,
      options.decay_all ? "all" : "weights", options.clip_norm, cosine ? "cosine" : "constant",
      cosine ? options.schedule_epochs : 0, options.warmup_epochs, options.batch_size,
      to_string(options.loss), options.smooth_l1_beta, options.augmentation, options.label_jitter,
      options.average_decay, options.recalibration_batches, options.freeze_backbone_epochs,
      options.distillation, options.patience, options.seed, precision, assigner);
}

double scheduled_rate(const TrainOptions& options, double epochs) {
  if (options.schedule == Schedule::kConstant) return options.learning_rate;
  const double share = std::min(1.0, epochs / options.schedule_epochs);
  return options.learning_rate * 0.5 * (1.0 + std::cos(std::numbers::pi * share));
}

double rate_at(const TrainOptions& options, double epochs) {
  const double rate = scheduled_rate(options, epochs);
  return epochs < options.warmup_epochs ? rate * epochs / options.warmup_epochs : rate;
}

}  // namespace efs::train
