#include "train/tasks/single.h"

#include <gmock/gmock.h>

#include <cmath>

#include "support/message_of.h"
#include "train/network/networks.h"
#include "train/tasks/tasks.h"

namespace efs::train {
namespace {

TEST(SingleMetrics, AreOfAllImages) {
  const NamedValues metrics = single_metrics(3.0, {0.25, 0.75, 0.5});
  EXPECT_EQ(metrics.find(kLoss), 3.0);
  EXPECT_EQ(metrics.find("val_iou"), 0.5);
}

// Hyndman and Fan's type 7 of 0, 0.1, ... 1: the second of eleven.
TEST(SingleMetrics, TheTenthPercentileIsWhatNineOfTenImagesExceed) {
  std::vector<double> ious;
  for (int image = 10; image >= 0; --image) ious.push_back(0.1 * image);
  EXPECT_EQ(single_metrics(1.0, ious).find("val_iou_p10"), 0.1);
}

TEST(SingleTask, HasNoScoresToLearn) {
  TrainOptions options = quick_options();
  options.loss = parse_loss("giou + quality_focal");
  EXPECT_THAT(efs::message_of([&] { make_single_task(small_network(), options); }),
              testing::HasSubstr("terms of scores"));
}

TEST(Tasks, ANetworkTellsByItsOutput) {
  EXPECT_EQ(task_of(small_network()).name, "single");
  graph::Builder builder(3, 16, 16);
  const graph::Graph features =
      builder.finish(builder.add("flat", graph::Flatten{}, builder.input()));
  EXPECT_THAT(efs::message_of([&] { task_of(features); }), testing::HasSubstr("add a head"));
}

TEST(Tasks, AnEpochThatDivergedHasNoLossAndFindsNothing) {
  const auto task = make_single_task(small_network(), quick_options());
  const NamedValues metrics = diverged_metrics(*task);
  EXPECT_TRUE(std::isnan(metrics.value(kLoss)));
  EXPECT_EQ(metrics.find(task->accuracy()), 0.0);
  EXPECT_EQ(metrics.find("val_iou_p10"), 0.0);
}

}  // namespace
}  // namespace efs::train
