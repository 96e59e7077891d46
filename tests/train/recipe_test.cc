// What the trainer does beyond the original's recipe.
#include <gtest/gtest.h>

#include <optional>

#include "core/error.h"
#include "train/network/initial_weights.h"
#include "train/network/networks.h"
#include "train/packed_fixture.h"
#include "train/trainer.h"
#include "train/training_step.h"
#include "train/weights/checkpoint.h"

namespace efs::train {
namespace {

TrainOptions whole_recipe() {
  TrainOptions options = quick_options();
  options.optimizer = OptimizerKind::kAdamW;
  options.weight_decay = 0.01;
  options.decay_all = false;
  options.clip_norm = 1.0;
  options.schedule = Schedule::kCosine;
  options.schedule_epochs = 4;
  options.warmup_epochs = 1.5;
  options.loss = parse_loss("giou + 5 * l1");
  options.augmentation = "strong";
  options.label_jitter = 0.02;
  options.average_decay = 0.95;
  options.recalibration_batches = 2;
  options.freeze_backbone_epochs = 2;
  return options;
}

class RecipeTest : public ::testing::Test {
 protected:
  RecipeTest() : folder_("recipe"), data_(rectangles(folder_, 13, 5, 16)) {}
  Trainer trainer(const TrainOptions& options) const {
    return Trainer(graph_, initial_weights(graph_, 3), data_, options);
  }

  TemporaryFolder folder_;
  data::PackedDataset data_;
  graph::Graph graph_ = small_network(16, true, "head.fc");
};

TEST_F(RecipeTest, ResumedTrialEqualsAnUninterruptedOneBitForBit) {
  for (const OptimizerKind kind : {OptimizerKind::kAdamW, OptimizerKind::kSgd}) {
    TrainOptions options = whole_recipe();
    options.optimizer = kind;
    Trainer whole = trainer(options);
    std::optional<Trainer> part(trainer(options));
    for (int epoch = 1; epoch <= 4; ++epoch) {
      const EpochRecord expected = whole.run_epoch().value();
      const EpochRecord actual = part->run_epoch().value();
      EXPECT_EQ(actual.train_loss, expected.train_loss) << epoch;
      EXPECT_EQ(actual.metrics.value("val_loss"), expected.metrics.value("val_loss")) << epoch;
      EXPECT_EQ(actual.metrics.value("val_iou"), expected.metrics.value("val_iou")) << epoch;
      part->save(folder_ / "trial.ckpt");
      part.emplace(trainer(options));
      part->load(folder_ / "trial.ckpt");
    }
    const graph::Weights a = state_of(whole).best_weights, b = state_of(*part).best_weights;
    for (const auto& [name, tensor] : a) EXPECT_EQ(tensor.values, b.at(name).values) << name;
  }
}

TEST_F(RecipeTest, TheAverageIsWhatValidates) {
  TrainOptions options = quick_options();
  options.average_decay = 0.9;
  Trainer averaged = trainer(options);
  Trainer plain = trainer(quick_options());
  const EpochRecord a = averaged.run_epoch().value(), b = plain.run_epoch().value();
  EXPECT_EQ(a.train_loss, b.train_loss);  // it changes nothing in training
  EXPECT_NE(a.metrics.value("val_loss"), b.metrics.value("val_loss"));
}

TEST_F(RecipeTest, ValidationLossDoesNotDependOnTheTrainingLoss) {
  TrainOptions options = quick_options();
  options.learning_rate = 1e-12;
  const double original = trainer(options).run_epoch()->metrics.value("val_loss");
  options.loss = parse_loss("giou");
  EXPECT_NEAR(trainer(options).run_epoch()->metrics.value("val_loss"), original, 1e-4);
}

TEST_F(RecipeTest, EndsAfterEpochsWithoutABetterOne) {
  TrainOptions options = quick_options();
  options.learning_rate = 1e-20;  // nothing is ever learnt
  options.patience = 2;
  Trainer run = trainer(options);
  run.run_epoch();
  EXPECT_FALSE(run.plateaued());
  run.run_epoch();
  run.run_epoch();
  EXPECT_EQ(run.plateaued(), run.epochs_done() - state_of(run).best_epoch >= 2);
  options.patience = 0;
  EXPECT_FALSE(trainer(options).plateaued());
}

// Bit for bit: the checkpoint holds what the optimizer works on.
TEST_F(RecipeTest, AFrozenBackboneStaysWhileTheHeadLearns) {
  for (const OptimizerKind kind : {OptimizerKind::kAdamW, OptimizerKind::kSgd}) {
    TrainOptions options = quick_options();
    options.optimizer = kind;
    options.weight_decay = 0.01;
    options.freeze_backbone_epochs = 2;
    Trainer run = trainer(options);
    const graph::Weights initial = initial_weights(graph_, 3);
    for (int epoch = 1; epoch <= 3; ++epoch) {
      ASSERT_TRUE(is_finite(*run.run_epoch()));
      run.save(folder_ / "trial.ckpt");
      const Checkpoint state = read_checkpoint(folder_ / "trial.ckpt");
      for (const graph::Parameter& parameter : graph::parameters(graph_)) {
        if (!parameter.trainable) continue;
        const bool stays = epoch <= 2 && !parameter.name.starts_with("head.");
        const std::vector<float> zeros(initial.at(parameter.name).values.size(), 0.0F);
        EXPECT_EQ(state.weights.at(parameter.name).values == initial.at(parameter.name).values,
                  stays)
            << parameter.name << " in epoch " << epoch;
        EXPECT_EQ(state.first_moments.at(parameter.name).values == zeros, stays) << parameter.name;
      }
    }
  }
}

TEST_F(RecipeTest, WithoutAHeadThereIsNothingToFreezeTheBackboneFor) {
  graph::Builder builder(3, 16, 16);
  graph::NodeId x = builder.add("flat", graph::Flatten{}, builder.input());
  x = builder.add("fc", graph::Linear{.out_features = 4}, x);
  const graph::Graph graph = builder.finish(x);
  TrainOptions options = quick_options();
  options.freeze_backbone_epochs = 1;
  EXPECT_THROW(Trainer(graph, initial_weights(graph, 3), data_, options), Error);
}

// (1 + n) / (10 + n) of step 1 is 2/11, below the decay asked for.
TEST(WeightAverage, FollowsWithAWarmUp) {
  const graph::Graph graph = small_network();
  TorchNetwork network(graph, initial_weights(graph, 1), torch::kCPU);
  TorchNetwork average(graph, network.weights(), torch::kCPU);
  const torch::Tensor weight = network.state().front().tensor;
  const torch::Tensor before = weight.detach().clone();
  {
    const torch::NoGradGuard no_grad;
    weight.add_(1.0);
  }
  follow(average, network, 0.9, 1);
  const torch::Tensor followed = average.state().front().tensor;
  EXPECT_TRUE(torch::allclose(followed, before + 9.0 / 11.0, 1e-5, 1e-6));
  follow(average, network, 0.9, 1000);
  EXPECT_TRUE(torch::allclose(followed, before + 1.0 - 0.9 * 2.0 / 11.0, 1e-5, 1e-6));
}

TEST(Recalibrate, GivesTheMeansOverTheBatchesShown) {
  const graph::Graph graph = small_network(16, false);
  TrainingStep step(graph, initial_weights(graph, 1), quick_options());
  torch::manual_seed(1);
  const Batch one{torch::randn({4, 3, 16, 16}), {}};
  const Batch two{torch::randn({4, 3, 16, 16}) * 3.0 + 1.0, {}};
  const auto mean_after = [&](const Batch& batch) {
    step.recalibrate(batch, 0);  // number 0 replaces what was there
    return step.deployed().weights().at("bn1.running_mean").values.at(0);
  };
  const float of_one = mean_after(one), of_two = mean_after(two);
  step.recalibrate(one, 0);
  step.recalibrate(two, 1);
  EXPECT_NEAR(step.deployed().weights().at("bn1.running_mean").values.at(0),
              (of_one + of_two) / 2.0F, 1e-5);
}

}  // namespace
}  // namespace efs::train
