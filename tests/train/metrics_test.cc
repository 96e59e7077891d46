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

}  // namespace
}  // namespace efs::train
