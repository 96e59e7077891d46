#include "train/metrics.h"

#include <gmock/gmock.h>

namespace efs::train {
namespace {

TEST(ValidationMetrics, AreMeansOverTheImages) {
  ValidationMetrics metrics;
  metrics.add_loss(2.0, 2);
  metrics.add_loss(5.0, 1);  // a last batch that is not full
  for (const double iou : {0.25, 0.5, 0.75}) metrics.add_iou(iou);
  EXPECT_EQ(metrics.values().find(kLoss), 3.0);
  EXPECT_EQ(metrics.values().find(kAccuracy), 0.5);
}

// Hyndman and Fan's type 7 of 0, 0.1, ... 1: the second of eleven.
TEST(ValidationMetrics, TheTenthPercentileIsWhatNineOfTenImagesExceed) {
  ValidationMetrics metrics;
  for (int image = 10; image >= 0; --image) metrics.add_iou(0.1 * image);
  EXPECT_EQ(metrics.values().find("val_iou_p10"), 0.1);
}

}  // namespace
}  // namespace efs::train
