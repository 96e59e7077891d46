#include "train/trainer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/files/files.h"
#include "support/message_of.h"
#include "train/network/initial_weights.h"
#include "train/network/networks.h"
#include "train/packed_fixture.h"

namespace efs::train {
namespace {

using ::testing::HasSubstr;

void expect_same(const EpochRecord& a, const EpochRecord& b) {
  EXPECT_EQ(a.epoch, b.epoch);
  EXPECT_EQ(a.train_loss, b.train_loss);
  EXPECT_EQ(a.metrics.value("val_loss"), b.metrics.value("val_loss"));
  EXPECT_EQ(a.metrics.value("val_iou"), b.metrics.value("val_iou"));
}

void expect_same(const graph::Weights& a, const graph::Weights& b) {
  ASSERT_EQ(a.size(), b.size());
  for (const auto& [name, tensor] : a) EXPECT_EQ(tensor.values, b.at(name).values) << name;
}

class TrainerTest : public ::testing::Test {
 protected:
  TrainerTest() : folder_("trainer"), data_(rectangles(folder_, 13, 5, 16)) {}

  Trainer trainer(const TrainOptions& options) const {
    return Trainer(graph_, initial_weights(graph_, 3), data_, options);
  }

  TemporaryFolder folder_;
  data::PackedDataset data_;
  graph::Graph graph_ = small_network();
};

TEST_F(TrainerTest, ResumedTrialEqualsAnUninterruptedOneBitForBit) {
  TrainOptions options = quick_options();
  options.optimizer = OptimizerKind::kAdamW;
  options.weight_decay = 0.01;
  options.schedule = Schedule::kCosine;
  options.schedule_epochs = 4;
  std::vector<EpochRecord> straight;
  Trainer whole = trainer(options);
  for (int i = 0; i < 4; ++i) straight.push_back(whole.run_epoch().value());

  for (int epoch = 0; epoch < 4; ++epoch) {
    Trainer part = trainer(options);
    if (epoch > 0) part.load(folder_ / "trial.ckpt");
    expect_same(part.run_epoch().value(), straight[static_cast<std::size_t>(epoch)]);
    part.save(folder_ / "trial.ckpt");
  }
  Trainer last(graph_, initial_weights(graph_, 99), data_, options);
  last.load(folder_ / "trial.ckpt");
  const Checkpoint resumed = state_of(last), uninterrupted = state_of(whole);
  expect_same(resumed.weights, uninterrupted.weights);
  expect_same(resumed.best_weights, uninterrupted.best_weights);
  EXPECT_EQ(resumed.best_epoch, uninterrupted.best_epoch);
  EXPECT_EQ(resumed.best_accuracy, uninterrupted.best_accuracy);
  EXPECT_EQ(last.epochs_done(), 4);
}

TEST_F(TrainerTest, NumbersDependOnTheSeed) {
  TrainOptions options = quick_options();
  Trainer one = trainer(options), same = trainer(options);
  expect_same(one.run_epoch().value(), same.run_epoch().value());
  options.seed = 8;
  EXPECT_NE(trainer(options).run_epoch()->train_loss,
            trainer(quick_options()).run_epoch()->train_loss);
}

TEST_F(TrainerTest, OverfitsSixteenImages) {
  const data::PackedDataset data = rectangles(folder_, 16, 16, 32, 2);
  const graph::Graph graph = small_network(32, false);
  TrainOptions options = quick_options();
  options.learning_rate = 5e-3;
  options.schedule = Schedule::kCosine;  // at a constant rate the last loss is a matter of luck
  options.schedule_epochs = 80;
  for (const Precision precision : {Precision::kFloat32, Precision::kBfloat16}) {
    SCOPED_TRACE(to_string(precision));
    options.precision = precision;
    Trainer trainer(graph, initial_weights(graph, 1), data, options);
    const double first_loss = trainer.run_epoch()->train_loss;
    EpochRecord last;
    for (int epoch = 0; epoch < 79; ++epoch) last = trainer.run_epoch().value();
    EXPECT_LT(last.train_loss, 0.1 * first_loss);
    EXPECT_LT(last.train_loss, 0.5);  // pixels of 32
    EXPECT_EQ(last.epoch, 80);
    EXPECT_GT(last.images_per_second, 0.0);
  }
}

TEST_F(TrainerTest, KeepsTheWeightsOfTheBestEpoch) {
  TrainOptions options = quick_options();
  Trainer run = trainer(options);
  EXPECT_EQ(state_of(run).best_epoch, 0);
  EXPECT_EQ(state_of(run).best_accuracy, -1.0);
  double best = -1.0;
  int best_epoch = 0;
  graph::Weights best_weights;
  for (int epoch = 1; epoch <= 8; ++epoch) {
    const EpochRecord result = run.run_epoch().value();
    if (result.metrics.value("val_iou") > best) {
      best = result.metrics.value("val_iou");
      best_epoch = epoch;
      best_weights = state_of(run).weights;
    }
  }
  const Checkpoint state = state_of(run);
  EXPECT_EQ(state.best_accuracy, best);
  EXPECT_EQ(state.best_epoch, best_epoch);
  expect_same(state.best_weights, best_weights);
}

TEST_F(TrainerTest, ReportsDivergenceAsAResult) {
  TrainOptions options = quick_options();
  options.learning_rate = 1e20;  // two layers multiply to 1e40, past float32
  Trainer run = trainer(options);
  EpochRecord result;
  for (int epoch = 1; epoch <= 5; ++epoch) {
    result = run.run_epoch().value();
    EXPECT_EQ(result.epoch, epoch);
    if (!is_finite(result)) break;
  }
  EXPECT_FALSE(is_finite(result));
}

TEST_F(TrainerTest, CosineFallsFromTheFullRate) {
  TrainOptions options = quick_options();
  options.schedule = Schedule::kCosine;
  options.schedule_epochs = 2;
  Trainer run = trainer(options);
  EXPECT_DOUBLE_EQ(run.run_epoch()->learning_rate, 3e-3);
  EXPECT_DOUBLE_EQ(run.run_epoch()->learning_rate, 1.5e-3);
  EXPECT_NEAR(run.run_epoch()->learning_rate, 0.0, 1e-15);
}

TEST_F(TrainerTest, StopsBetweenBatchesAndGoesOnFromTheLastSave) {
  Trainer straight = trainer(quick_options());
  straight.run_epoch();
  const EpochRecord second = straight.run_epoch().value();

  Trainer run = trainer(quick_options());
  run.run_epoch();
  run.save(folder_ / "trial.ckpt");
  int asked = 0;
  EXPECT_FALSE(run.run_epoch([&] { return ++asked == 2; }).has_value());
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(run.epochs_done(), 1);
  EXPECT_THAT(message_of([&] { run.run_epoch(); }), HasSubstr("abandoned epoch"));
  EXPECT_THAT(message_of([&] { run.save(folder_ / "trial.ckpt"); }), HasSubstr("abandoned epoch"));
  run.load(folder_ / "trial.ckpt");
  expect_same(run.run_epoch().value(), second);
}

TEST_F(TrainerTest, TellsItsProgress) {
  std::vector<double> shares;
  trainer(quick_options()).run_epoch({}, [&](double share) { shares.push_back(share); });
  EXPECT_EQ(shares.size(), 3U + 1U);  // 13 images: 4, 4, 5; 5 to validate: 5
  EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
  EXPECT_DOUBLE_EQ(shares.back(), 1.0);
}

TEST_F(TrainerTest, RefusesACheckpointOfAnotherTrial) {
  const auto path = folder_ / "trial.ckpt";
  trainer(quick_options()).save(path);
  TrainOptions options = quick_options();
  options.threads = 2;  // may change
  EXPECT_EQ(message_of([&] { trainer(options).load(path); }), "no error");
  options.learning_rate = 1e-3;
  EXPECT_THAT(message_of([&] { trainer(options).load(path); }), HasSubstr("other options"));

  graph::Builder builder(graph_);
  const graph::Graph other =
      builder.finish(builder.add("relu", graph::Activation{}, graph_.output_id()));
  EXPECT_THAT(message_of([&] {
                Trainer(other, initial_weights(other, 3), data_, quick_options()).load(path);
              }),
              HasSubstr("another network"));
  const data::PackedDataset data = rectangles(folder_, 13, 5, 16, 9);
  EXPECT_THAT(message_of([&] {
                Trainer(graph_, initial_weights(graph_, 3), data, quick_options()).load(path);
              }),
              HasSubstr("another data set"));
  write_quickly(path, read_file(path).substr(0, 500));
  EXPECT_THAT(message_of([&] { trainer(quick_options()).load(path); }), HasSubstr("trial.ckpt"));
}

TEST_F(TrainerTest, RefusesOptionsThatMakeNoSense) {
  const auto message = [&](auto change) {
    TrainOptions options = quick_options();
    change(options);
    return message_of([&] { trainer(options); });
  };
  EXPECT_THAT(message([](TrainOptions& o) { o.learning_rate = 0; }),
              HasSubstr("learning_rate is 0"));
  EXPECT_THAT(message([](TrainOptions& o) { o.learning_rate = -1; }),
              HasSubstr("learning_rate is -1"));
  EXPECT_THAT(message([](TrainOptions& o) { o.learning_rate = NAN; }), HasSubstr("learning_rate"));
  EXPECT_THAT(message([](TrainOptions& o) { o.weight_decay = -1; }),
              HasSubstr("weight_decay is -1"));
  EXPECT_THAT(message([](TrainOptions& o) { o.smooth_l1_beta = 0; }), HasSubstr("beta"));
  EXPECT_THAT(message([](TrainOptions& o) { o.batch_size = 1; }), HasSubstr("batch_size is 1"));
  EXPECT_THAT(message([](TrainOptions& o) { o.threads = 0; }), HasSubstr("threads is 0"));
  EXPECT_THAT(message([](TrainOptions& o) { o.schedule = Schedule::kCosine; }),
              HasSubstr("cosine"));
  EXPECT_THAT(message([](TrainOptions& o) { o.device = "cdua"; }),
              HasSubstr("did you mean 'cuda'"));
}

TEST_F(TrainerTest, RefusesDataAndNetworksThatDoNotFit) {
  const graph::Graph larger = small_network(32);
  EXPECT_THAT(
      message_of([&] { Trainer(larger, initial_weights(larger, 1), data_, quick_options()); }),
      HasSubstr("packed as [3,16,16], the network takes [3,32,32]"));
  const data::PackedDataset one = rectangles(folder_, 1, 1, 16, 4);
  EXPECT_THAT(
      message_of([&] { Trainer(graph_, initial_weights(graph_, 1), one, quick_options()); }),
      HasSubstr("at least 2 images"));
  graph::Builder builder(3, 16, 16);
  const graph::Graph headless =
      builder.finish(builder.add("pool", graph::GlobalAveragePool{}, builder.input()));
  EXPECT_THAT(message_of([&] { Trainer(headless, {}, data_, quick_options()); }),
              HasSubstr("add a head"));
}

TEST_F(TrainerTest, TakesABatchLargerThanTheData) {
  TrainOptions options = quick_options();
  options.batch_size = 64;
  EXPECT_TRUE(is_finite(*trainer(options).run_epoch()));
}

}  // namespace
}  // namespace efs::train
