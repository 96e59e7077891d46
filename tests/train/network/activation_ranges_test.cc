#include "train/network/activation_ranges.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "graph/builder.h"

namespace efs::train {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatEq;

/// y = relu(2 x - 1), then its sum over the four positions.
graph::Graph network() {
  graph::Builder b(1, 2, 2);
  graph::NodeId x = b.add("conv", graph::Conv2d{.out_channels = 1}, b.input());
  x = b.add("relu", graph::Activation{}, x);
  return b.finish(b.add("sum", graph::SpatialSum{}, x));
}

graph::Weights weights() {
  return {{"conv.weight", {{1, 1, 1, 1}, {2.0F}}}, {"conv.bias", {{1}, {-1.0F}}}};
}

TEST(ActivationRanges, AreTheLargestSizesOverAllImages) {
  const std::vector<std::vector<float>> images{{-3, 0, 0, 1}, {1, 1, 2, -1}};
  EXPECT_THAT(activation_ranges(network(), weights(), images, Calibration::kMinMax),
              ElementsAre(3.0F, 7.0F, 3.0F, 5.0F));
}

// A batch-norm and its activation are one operation in training; each has its own range here.
TEST(ActivationRanges, SeeBeforeTheActivationBehindABatchNorm) {
  graph::Builder b(1, 1, 1);
  graph::NodeId x = b.add("norm", graph::BatchNorm2d{.epsilon = 0.0}, b.input());
  x = b.add("relu", graph::Activation{graph::ActivationKind::kHardswish}, x);
  const graph::Weights unit{{"norm.weight", {{1}, {1.0F}}},
                            {"norm.bias", {{1}, {0.0F}}},
                            {"norm.running_mean", {{1}, {0.0F}}},
                            {"norm.running_var", {{1}, {1.0F}}}};
  EXPECT_THAT(activation_ranges(b.finish(x), unit, {{-2.0F}}, Calibration::kMinMax),
              ElementsAre(2.0F, 2.0F, FloatEq(1.0F / 3.0F)));
}

TEST(ActivationRanges, APercentileCutsTheLargestOfTenThousand) {
  graph::Builder b(1, 100, 200);
  const auto graph = b.finish(b.add("relu", graph::Activation{}, b.input()));
  std::vector<float> image(20000, 1.0F);
  image[5] = 100.0F;  // one of 20,000
  const auto ranges = activation_ranges(graph, {}, {image}, Calibration::kPercentile);
  EXPECT_NEAR(ranges[0], 1.0F, 0.05F);
  image[7] = image[9] = image[11] = 100.0F;
  EXPECT_FLOAT_EQ(activation_ranges(graph, {}, {image}, Calibration::kPercentile)[0], 100.0F);
}

TEST(ActivationRanges, KeepWhatIsNotANumber) {
  const float nan = std::nanf("");
  const std::vector<std::vector<float>> images{{1, 0, nan, 1}, {1, 1, 2, -1}};
  for (const auto calibration : {Calibration::kMinMax, Calibration::kPercentile}) {
    EXPECT_TRUE(std::isnan(activation_ranges(network(), weights(), images, calibration)[0]));
  }
}

TEST(ActivationRanges, NeedImages) {
  EXPECT_THROW(activation_ranges(network(), weights(), {}, Calibration::kMinMax), Error);
}

}  // namespace
}  // namespace efs::train
