#include "tune/model/normalise.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace efs::tune {
namespace {

TEST(Normalise, ScalesEachChannelAndOrdersPlanes) {
  onnx::ModelInfo info;
  info.input = square(2);
  // Four pixels RGB; the first is (255, 0, 0).
  const std::vector<std::uint8_t> pixels{255, 0, 0, 0, 255, 0, 0, 0, 255, 51, 51, 51};
  const auto values = normalise(pixels, info);
  ASSERT_EQ(values.size(), 12U);
  EXPECT_NEAR(values[0], (1.0 - 0.485) / 0.229, 1e-5);  // red plane
  EXPECT_NEAR(values[1], -0.485 / 0.229, 1e-5);
  EXPECT_NEAR(values[5], (1.0 - 0.456) / 0.224, 1e-5);   // green plane, second pixel
  EXPECT_NEAR(values[10], (1.0 - 0.406) / 0.225, 1e-5);  // blue plane, third pixel
  EXPECT_NEAR(values[3], (0.2 - 0.485) / 0.229, 1e-5);
}

TEST(Normalise, FollowsTheModelsColourOrder) {
  onnx::ModelInfo info;
  info.input = square(1);
  info.colour_order = "BGR";
  info.mean = {0.0, 0.0, 0.0};
  info.standard_deviation = {1.0, 1.0, 1.0};
  EXPECT_EQ(normalise(std::vector<std::uint8_t>{255, 0, 0}, info),
            (std::vector<float>{0.0F, 0.0F, 1.0F}));
}

TEST(Normalise, RefusesAnotherSize) {
  onnx::ModelInfo info;
  info.input = square(2);
  EXPECT_THROW(normalise(std::vector<std::uint8_t>(3), info), Error);
}

}  // namespace
}  // namespace efs::tune
