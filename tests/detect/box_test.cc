#include "detect/box.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <type_traits>

#include "core/rng.h"

namespace efs::detect {
namespace {

// A box is converted by name only, never by accident.
static_assert(!std::is_convertible_v<Box, RelativeBox> && !std::is_convertible_v<RelativeBox, Box>);

TEST(RelativeBox, CountsInSharesOfTheImagesSides) {
  EXPECT_EQ(to_relative({10, 20, 60, 80}, 100, 80), (RelativeBox{0.1, 0.25, 0.6, 1.0}));
  EXPECT_EQ(to_pixels({0.1, 0.25, 0.6, 1.0}, 100, 80), (Box{10, 20, 60, 80}));
  EXPECT_DOUBLE_EQ((RelativeBox{0.125, 0.25, 0.5, 1.0}).width(), 0.375);
  EXPECT_DOUBLE_EQ((RelativeBox{0.125, 0.25, 0.5, 1.0}).height(), 0.75);
}

TEST(RelativeBox, MayReachBeyondTheImage) {
  EXPECT_EQ(to_pixels({-0.5, 0, 1.5, 2}, 40, 30), (Box{-20, 0, 60, 60}));
  EXPECT_EQ(to_relative({-20, 0, 60, 60}, 40, 30), (RelativeBox{-0.5, 0, 1.5, 2}));
}

TEST(Iou, KnownOverlaps) {
  const Box unit{0, 0, 2, 2};
  EXPECT_DOUBLE_EQ(iou(unit, unit), 1.0);
  EXPECT_DOUBLE_EQ(iou(unit, {1, 1, 3, 3}), 1.0 / 7.0);  // 1 common of 4 + 4 - 1
  EXPECT_DOUBLE_EQ(iou(unit, {0, 0, 2, 1}), 0.5);
  EXPECT_DOUBLE_EQ(iou(unit, {2, 0, 4, 2}), 0.0);  // they only touch
  EXPECT_DOUBLE_EQ(iou(unit, {5, 5, 6, 6}), 0.0);
}

TEST(Iou, EmptyAndInvertedBoxesOverlapNothing) {
  const Box unit{0, 0, 2, 2};
  EXPECT_EQ(iou(unit, {1, 1, 1, 2}), 0.0);
  EXPECT_EQ(iou({1, 1, 1, 1}, {1, 1, 1, 1}), 0.0);
  EXPECT_EQ(iou(unit, {2, 2, 0, 0}), 0.0);
  EXPECT_EQ(iou({2, 2, 0, 0}, {2, 2, 0, 0}), 0.0);
}

TEST(Iou, IsSymmetricAndAtMostOne) {
  Rng rng(1);
  for (int i = 0; i < 1000; ++i) {
    Box boxes[2];
    for (Box& box : boxes) {
      box.xmin = rng.uniform(-5, 5);
      box.ymin = rng.uniform(-5, 5);
      box.xmax = box.xmin + rng.uniform(-1, 6);
      box.ymax = box.ymin + rng.uniform(-1, 6);
    }
    const double value = iou(boxes[0], boxes[1]);
    EXPECT_DOUBLE_EQ(value, iou(boxes[1], boxes[0]));
    EXPECT_GE(value, 0.0);
    EXPECT_LE(value, 1.0);
  }
}

TEST(Clipped, KeepsThePartInsideTheImage) {
  EXPECT_EQ(clipped({-3, 2, 50, 9}, 40, 30), (Box{0, 2, 40, 9}));
  EXPECT_EQ(clipped({1, 2, 3, 4}, 40, 30), (Box{1, 2, 3, 4}));
  EXPECT_EQ(clipped({50, 2, 60, 4}, 40, 30).area(), 0.0);
}

TEST(EllipseExtent, OfUprightEllipses) {
  const Box flat = ellipse_extent(3, 2, 0.0, 10, 20);
  EXPECT_NEAR(flat.xmin, 7, 1e-12);
  EXPECT_NEAR(flat.ymin, 18, 1e-12);
  EXPECT_NEAR(flat.xmax, 13, 1e-12);
  EXPECT_NEAR(flat.ymax, 22, 1e-12);
  const Box upright = ellipse_extent(3, 2, std::numbers::pi / 2, 10, 20);
  EXPECT_NEAR(upright.width(), 4, 1e-12);
  EXPECT_NEAR(upright.height(), 6, 1e-12);
}

// At 45 degrees both half-extents are sqrt((a^2 + b^2) / 2).
TEST(EllipseExtent, OfATiltedEllipse) {
  const Box box = ellipse_extent(4, 2, std::numbers::pi / 4, 0, 0);
  EXPECT_NEAR(box.xmax, std::sqrt(10.0), 1e-12);
  EXPECT_NEAR(box.ymax, std::sqrt(10.0), 1e-12);
}

TEST(EllipseExtent, TouchesThePointsOfTheEllipse) {
  Rng rng(2);
  for (int i = 0; i < 50; ++i) {
    const double a = rng.uniform(1, 50);
    const double b = rng.uniform(1, 50);
    const double angle = rng.uniform(-4, 4);
    const Box box = ellipse_extent(a, b, angle, 0, 0);
    double rightmost = 0.0;
    double lowest = 0.0;
    for (int step = 0; step < 20000; ++step) {
      const double t = 2.0 * std::numbers::pi * step / 20000.0;
      const double u = a * std::cos(t);
      const double v = b * std::sin(t);
      rightmost = std::max(rightmost, u * std::cos(angle) - v * std::sin(angle));
      lowest = std::max(lowest, u * std::sin(angle) + v * std::cos(angle));
    }
    EXPECT_NEAR(box.xmax, rightmost, 1e-5 * a + 1e-5 * b);
    EXPECT_NEAR(box.ymax, lowest, 1e-5 * a + 1e-5 * b);
  }
}

}  // namespace
}  // namespace efs::detect
