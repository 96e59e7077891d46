#include "train/metrics.h"

#include <gmock/gmock.h>

#include <cmath>

namespace efs::train {
namespace {

TEST(ValidationMetrics, AreOfAllImages) {
  const NamedValues metrics = validation_metrics(3.0, {0.25, 0.75, 0.5});
  EXPECT_EQ(metrics.find(kLoss), 3.0);
  EXPECT_EQ(metrics.find(kAccuracy), 0.5);
}

// Hyndman and Fan's type 7 of 0, 0.1, ... 1: the second of eleven.
TEST(ValidationMetrics, TheTenthPercentileIsWhatNineOfTenImagesExceed) {
  std::vector<double> ious;
  for (int image = 10; image >= 0; --image) ious.push_back(0.1 * image);
  EXPECT_EQ(validation_metrics(1.0, ious).find("val_iou_p10"), 0.1);
}

TEST(ValidationMetrics, AnEpochThatDivergedHasNoLossAndFindsNothing) {
  EXPECT_TRUE(std::isnan(diverged_metrics().value(kLoss)));
  EXPECT_EQ(diverged_metrics().find(kAccuracy), 0.0);
  EXPECT_EQ(diverged_metrics().find("val_iou_p10"), 0.0);
}

}  // namespace
}  // namespace efs::train
