#include "train/options/options.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/error.h"
#include "core/text/spelling.h"

namespace efs::train {
namespace {

void require_positive(const char* name, double value) {
  if (!std::isfinite(value) || value <= 0.0) fail_usage("{} {} is not above 0", name, value);
}

void require_not_negative(const char* name, double value) {
  if (!std::isfinite(value) || value < 0.0) fail_usage("{} {} is below 0", name, value);
}

void require_share(const char* name, double value) {
  if (!(value >= 0.0 && value < 1.0)) {
    fail_usage("{} {} is out of its range, 0 (off) to below 1", name, value);
  }
}

}  // namespace

const std::vector<std::string>& optimizer_names() {
  static const std::vector<std::string> names{"adam", "adamw", "sgd"};  // as in the enumeration
  return names;
}

std::string to_string(OptimizerKind kind) {
  return optimizer_names().at(static_cast<std::size_t>(kind));
}

OptimizerKind optimizer_kind(std::string_view name) {
  const auto& names = optimizer_names();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    fail_usage("{}", unknown_name_message("optimizer", std::string(name), names));
  }
  return static_cast<OptimizerKind>(found - names.begin());
}

void check(const TrainOptions& options) {
  require_positive("learning rate", options.learning_rate);
  require_share("momentum", options.momentum);
  require_not_negative("weight decay", options.weight_decay);
  require_not_negative("the gradient's largest norm", options.clip_norm);
  require_not_negative("warm-up epochs", options.warmup_epochs);
  require_positive("SmoothL1's beta", options.smooth_l1_beta);
  require_share("label jitter", options.label_jitter);
  require_share("the average's decay", options.average_decay);
  if (options.loss.empty()) fail_usage("a network is trained with at least one loss");
  if (options.batch_size < 2) {
    fail_usage("batch size {} is below 2, the least that batch normalisation can work with",
               options.batch_size);
  }
  if (options.threads < 1) fail_usage("{} threads: at least 1 is needed", options.threads);
  if (options.recalibration_batches < 0) fail_usage("recalibration batches are below 0");
  if (options.freeze_backbone_epochs < 0) fail_usage("epochs with a frozen backbone are below 0");
  if (!(options.distillation >= 0.0 && options.distillation <= 1.0)) {
    fail_usage("the share of distillation, {}, lies outside 0 to 1", options.distillation);
  }
  if (options.patience < 0) fail_usage("patience {} is below 0 epochs", options.patience);
  if (options.schedule == Schedule::kCosine && options.schedule_epochs < 1) {
    fail_usage("the cosine schedule needs the number of epochs it falls over, at least 1");
  }
}

std::string describe(const TrainOptions& options) {
  const bool cosine = options.schedule == Schedule::kCosine;
  // float32 is not named: checkpoints from before there was another precision stay valid.
  const std::string precision =
      options.precision == Precision::kFloat32 ? "" : ", precision " + to_string(options.precision);
  return fmt::format(
      "optimizer {}, learning rate {}, momentum {}, weight decay {} on {}, clip norm {}, schedule "
      "{} over {} epochs, warm-up {} epochs, batch size {}, loss {}, beta {}, augmentation {}, "
      "label jitter {}, average decay {}, recalibration {} batches, frozen backbone {} epochs, "
      "distillation {}, patience {}, seed {}{}",
      to_string(options.optimizer), options.learning_rate, options.momentum, options.weight_decay,
      options.decay_all ? "all" : "weights", options.clip_norm, cosine ? "cosine" : "constant",
      cosine ? options.schedule_epochs : 0, options.warmup_epochs, options.batch_size,
      to_string(options.loss), options.smooth_l1_beta, options.augmentation, options.label_jitter,
      options.average_decay, options.recalibration_batches, options.freeze_backbone_epochs,
      options.distillation, options.patience, options.seed, precision);
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
