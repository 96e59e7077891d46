#include "cli/config/key_builders.h"
#include "core/error.h"
#include "core/text/named_rows.h"
#include "data/augment/policy.h"
#include "train/assigners/assigner.h"

namespace efs::cli {
namespace {

using Train = train::TrainOptions;

/// A number whose range train knows.
Key number(const std::string& name, const std::string& comment) {
  for (const train::NumberOption& row : train::number_options()) {
    if (row.name != name) continue;
    return std::visit([&](auto member) { return key(name, member, comment, {.range = row.range}); },
                      row.member);
  }
  fail("train has no option {}", name);
}

Key loss_key() {
  return {"loss",
          "or a sum of them, each with or without a factor",
          {.choices = train::loss_names(), .link = "training.md"},
          [](Config& config, tune::SearchOptions& options) {
            auto& loss = options.train.loss;
            refusing_at(config, "loss", [&] {
              loss = train::parse_loss(config.text("loss", train::to_string(loss)));
            });
          },
          [](YAML::Emitter& out, const tune::SearchOptions& options) {
            out << train::to_string(options.train.loss);
          }};
}

/// Studies of the task `single` have none.
Key assigner_key() {
  Key row = key("assigner", &Train::assigner,
                "which cells of a dense head learn a face, for the task `faces`",
                {.choices = names_of(train::assigners()), .link = "training.md"});
  row.written = finds_faces;
  return row;
}

}  // namespace

std::vector<Key> train_keys() {
  const auto optimizers = in_order<train::OptimizerKind>(train::optimizer_names());
  const auto precisions = in_order<train::Precision>(train::precision_names());
  return {
      choice("optimizer", &Train::optimizer, optimizers, ""),
      number("momentum", "of `sgd`"),
      choice("schedule", &Train::schedule, kSchedules,
             "`cosine`: over the last stage's or rung's epochs"),
      number("warmup_epochs", "in which the learning rate rises from 0"),
      number("batch_size", "images of one step"),
      number("weight_decay", "`adamw` applies it apart from the gradient"),
      key("decay_all", &Train::decay_all, "false: biases and normalisation do not decay"),
      number("clip_norm", "largest norm of the gradient; 0: off"),
      loss_key(),
      assigner_key(),
      number("smooth_l1_beta", "input pixels: where the loss turns from quadratic to linear"),
      key("augmentation", &Train::augmentation, "",
          {.choices = data::augment_policy_names(), .link = "data.md"}),
      number("label_jitter", "share of a box's size by which its sides move in training; 0: off"),
      number("average_decay", "of a moving average of the weights, which then counts; 0: off"),
      number(
          "recalibration_batches",
          "from which the statistics of batch normalisation are taken before validation; 0: off"),
      number("freeze_backbone_epochs",
             "first epochs that train only the head and the neck, for a backbone that starts from "
             "`weights`; 0: off"),
      number("distillation", "share of the loss that compares with the teacher's boxes"),
      number("patience",
             "epochs without a better accuracy after which a trial's training ends; 0: off"),
      choice("precision", &Train::precision, precisions,
             "the backbone's number format in training; `auto`: the faster one here, as measured",
             {.link = "training.md"}),
      key("device", &Train::device, "`auto`: CUDA where there is one",
          {.choices = {"auto", "cpu", "cuda"}})};
}

}  // namespace efs::cli
