#include "cli/config/train_config.h"

#include "cli/config/names.h"
#include "core/error.h"
#include "data/augment/policy.h"

namespace efs::cli {
namespace {

double read_share(Config& config, const std::string& key, double fallback) {
  const double value = config.real(key, fallback);
  if (!(value >= 0.0 && value < 1.0))
    config.refuse(key, key + " must be 0 (off) or more and below 1");
  return value;
}

double read_not_negative(Config& config, const std::string& key, double fallback) {
  const double value = config.real(key, fallback);
  if (!(value >= 0.0)) config.refuse(key, key + " must not be negative");
  return value;
}

int read_count(Config& config, const std::string& key, int fallback) {
  return static_cast<int>(config.integer(key, fallback, 0, 1'000'000));
}

void read_optimizer(Config& config, train::TrainOptions& train) {
  train.optimizer = train::optimizer_kind(
      config.choice("optimizer", train::to_string(train.optimizer), train::optimizer_names()));
  train.momentum = read_share(config, "momentum", train.momentum);
  train.schedule = read_choice(config, "schedule", kSchedules, train.schedule);
  train.warmup_epochs = read_not_negative(config, "warmup_epochs", train.warmup_epochs);
  train.batch_size = static_cast<int>(config.integer("batch_size", train.batch_size, 2, 65536));
  train.weight_decay = read_not_negative(config, "weight_decay", train.weight_decay);
  train.decay_all = config.boolean("decay_all", train.decay_all);
  train.clip_norm = read_not_negative(config, "clip_norm", train.clip_norm);
}

void read_loss(Config& config, train::TrainOptions& train) {
  const std::string loss = config.text("loss", train::to_string(train.loss));
  try {
    train.loss = train::parse_loss(loss);
  } catch (const UsageError& error) {
    config.refuse("loss", error.what());
  }
  train.smooth_l1_beta = config.real("smooth_l1_beta", train.smooth_l1_beta);
  if (!(train.smooth_l1_beta > 0.0)) config.refuse("smooth_l1_beta", "must be above 0 (pixels)");
}

}  // namespace

void read_train(Config config, train::TrainOptions& train) {
  read_optimizer(config, train);
  read_loss(config, train);
  train.augmentation =
      config.choice("augmentation", train.augmentation, data::augment_policy_names());
  train.label_jitter = read_share(config, "label_jitter", train.label_jitter);
  train.average_decay = read_share(config, "average_decay", train.average_decay);
  train.recalibration_batches =
      read_count(config, "recalibration_batches", train.recalibration_batches);
  train.freeze_backbone_epochs =
      read_count(config, "freeze_backbone_epochs", train.freeze_backbone_epochs);
  train.distillation = read_share(config, "distillation", train.distillation);
  train.patience = read_count(config, "patience", train.patience);
  train.precision = train::precision_of(
      config.choice("precision", train::to_string(train.precision), train::precision_names()));
  train.device = config.choice("device", train.device, {"auto", "cpu", "cuda"});
}

}  // namespace efs::cli
