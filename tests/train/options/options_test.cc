#include "train/options/options.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace efs::train {
namespace {

TEST(Rate, ACosineFallsToNothing) {
  const TrainOptions options{
      .learning_rate = 0.4, .schedule = Schedule::kCosine, .schedule_epochs = 10};
  EXPECT_DOUBLE_EQ(rate_at(options, 0.0), 0.4);
  EXPECT_NEAR(rate_at(options, 5.0), 0.2, 1e-15);
  EXPECT_NEAR(rate_at(options, 10.0), 0.0, 1e-15);
  EXPECT_NEAR(rate_at(options, 12.0), 0.0, 1e-15);
}

TEST(Rate, WarmsUpInAStraightLine) {
  const TrainOptions options{.learning_rate = 0.4, .warmup_epochs = 2.0};
  EXPECT_DOUBLE_EQ(rate_at(options, 0.0), 0.0);
  EXPECT_DOUBLE_EQ(rate_at(options, 0.5), 0.1);
  EXPECT_DOUBLE_EQ(rate_at(options, 2.0), 0.4);
  EXPECT_DOUBLE_EQ(rate_at(options, 9.0), 0.4);
  EXPECT_DOUBLE_EQ(scheduled_rate(options, 0.5), 0.4);
}

// Whatever changes a trial's numbers must be in the text that a checkpoint is recognised by.
TEST(Describe, TellsEveryOptionThatChangesTheNumbers) {
  const std::string original = describe({});
  const auto changed = [&](auto change) {
    TrainOptions options;
    change(options);
    return describe(options) != original;
  };
  EXPECT_TRUE(changed([](TrainOptions& o) { o.optimizer = OptimizerKind::kSgd; }));
  EXPECT_TRUE(changed([](TrainOptions& o) { o.momentum = 0.8; }));
  EXPECT_TRUE(changed([](TrainOptions& o) { o.decay_all = false; }));
  EXPECT_TRUE(changed([](TrainOptions& o) { o.clip_norm = 1.0; }));
  EXPECT_TRUE(changed([](TrainOptions& o) { o.precision = Precision::kBfloat16; }));
  EXPECT_TRUE(changed([](TrainOptions& o) { o.warmup_epochs = 1.0; }));
  EXPECT_TRUE(changed([](TrainOptions& o) { o.loss = parse_loss("giou"); }));
  EXPECT_TRUE(changed([](TrainOptions& o) { o.augmentation = "light"; }));
  EXPECT_TRUE(changed([](TrainOptions& o) { o.label_jitter = 0.01; }));
  EXPECT_TRUE(changed([](TrainOptions& o) { o.average_decay = 0.9; }));
  EXPECT_TRUE(changed([](TrainOptions& o) { o.recalibration_batches = 4; }));
  EXPECT_TRUE(changed([](TrainOptions& o) { o.freeze_backbone_epochs = 4; }));
  EXPECT_TRUE(changed([](TrainOptions& o) { o.patience = 4; }));
  EXPECT_FALSE(changed([](TrainOptions& o) { o.threads = 2; }));
}

TEST(OptimizerKind, ReadsItsNamesBack) {
  for (const std::string& name : optimizer_names()) {
    EXPECT_EQ(to_string(optimizer_kind(name)), name);
  }
  EXPECT_EQ(optimizer_kind("sgd"), OptimizerKind::kSgd);
  EXPECT_THROW(optimizer_kind("adan"), UsageError);
}

TEST(Check, RefusesWhatIsOutOfRange) {
  const auto refused = [](auto change) {
    TrainOptions options;
    change(options);
    try {
      check(options);
    } catch (const UsageError&) {
      return true;
    }
    return false;
  };
  EXPECT_FALSE(refused([](TrainOptions&) {}));
  EXPECT_TRUE(refused([](TrainOptions& o) { o.momentum = 1.0; }));
  EXPECT_TRUE(refused([](TrainOptions& o) { o.average_decay = 1.0; }));
  EXPECT_TRUE(refused([](TrainOptions& o) { o.label_jitter = -0.1; }));
  EXPECT_TRUE(refused([](TrainOptions& o) { o.clip_norm = -1.0; }));
  EXPECT_TRUE(refused([](TrainOptions& o) { o.warmup_epochs = -1.0; }));
  EXPECT_TRUE(refused([](TrainOptions& o) { o.loss.clear(); }));
  EXPECT_TRUE(refused([](TrainOptions& o) { o.freeze_backbone_epochs = -1; }));
  EXPECT_TRUE(refused([](TrainOptions& o) { o.patience = -1; }));
}

}  // namespace
}  // namespace efs::train
