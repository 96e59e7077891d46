#include "data/dataset/face_region.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/rng.h"

namespace efs::data {
namespace {

std::optional<detect::Box> first_region(const std::vector<detect::Box>& faces, int width,
                                        int height) {
  return region_of_face(faces, 0, width, height);
}

TEST(RegionOfFace, TakesTheLargerSideOfTheOtherFace) {
  // 120 x 100 with the other face on the right: everything left of it.
  EXPECT_EQ(first_region({{10, 20, 30, 44}, {80.5, 30, 100, 60}}, 120, 100),
            (detect::Box{0, 0, 80, 100}));
  // Above the other face there is more room than beside it.
  EXPECT_EQ(first_region({{20, 10, 40, 40}, {20, 80, 100, 100}}, 120, 100),
            (detect::Box{0, 0, 120, 80}));
}

TEST(RegionOfFace, RoundsAwayFromTheOtherFace) {
  const auto region = first_region({{60, 20, 80, 44}, {10, 20, 30.2, 44}}, 100, 100);
  EXPECT_EQ(region, (detect::Box{31, 0, 100, 100}));
}

TEST(RegionOfFace, IsShortenedAroundTheFace) {
  // Between two rows of faces: 300 x 50 is left, of which 100 x 50 around the face are taken.
  const std::vector<detect::Box> faces = {{140, 60, 160, 90}, {0, 0, 300, 50}, {0, 100, 300, 140}};
  EXPECT_EQ(first_region(faces, 300, 140), (detect::Box{100, 50, 200, 100}));
  // At the image's edge the face is not in the middle.
  std::vector<detect::Box> aside = faces;
  aside[0] = {5, 60, 25, 90};
  EXPECT_EQ(first_region(aside, 300, 140), (detect::Box{0, 50, 100, 100}));
}

TEST(RegionOfFace, RefusesOverlapsSmallFacesAndTightRegions) {
  EXPECT_FALSE(first_region({{10, 20, 30, 44}, {29, 30, 60, 60}}, 120, 100));
  EXPECT_FALSE(first_region({{10, 20, 25, 44}, {80, 30, 100, 60}}, 120, 100));  // 15 pixels wide
  // Walled in on both sides: 22 x 100 are left for a face of 20.
  EXPECT_FALSE(first_region({{40, 20, 60, 44}, {0, 0, 39, 100}, {61, 0, 100, 100}}, 100, 100));
}

TEST(RegionOfFace, ASingleFaceHasTheWholeImage) {
  EXPECT_EQ(first_region({{10, 20, 30, 44}}, 120, 100), (detect::Box{0, 0, 120, 100}));
}

std::vector<detect::Box> random_faces(Rng& rng, int width, int height) {
  std::vector<detect::Box> faces;
  const auto count = rng.integer(2, 5);
  for (int i = 0; i < count; ++i) {
    const double w = rng.uniform(1.5, 5.0), h = rng.uniform(1.5, 5.0);
    const double x = rng.uniform(0.0, width - w), y = rng.uniform(0.0, height - h);
    faces.push_back({x, y, x + w, y + h});
  }
  return faces;
}

bool obeys(const detect::Box& region, const std::vector<detect::Box>& faces,
           const RegionRule& rule) {
  const detect::Box& face = faces[0];
  if (region.xmin > face.xmin || region.ymin > face.ymin || region.xmax < face.xmax ||
      region.ymax < face.ymax || region.width() < rule.side_per_face_side * face.width() ||
      region.height() < rule.side_per_face_side * face.height() ||
      region.width() > rule.max_aspect * region.height() ||
      region.height() > rule.max_aspect * region.width()) {
    return false;
  }
  return std::all_of(faces.begin() + 1, faces.end(),
                     [&](const detect::Box& other) { return iou(region, other) <= 0.0; });
}

// Against all rectangles of a small image.
TEST(RegionOfFace, IsTheLargestOfAll) {
  constexpr int kWidth = 20, kHeight = 14;
  const RegionRule rule{.min_face_side = 1.0};
  Rng rng(3);
  int found = 0;
  for (int round = 0; round < 60; ++round) {
    const std::vector<detect::Box> faces = random_faces(rng, kWidth, kHeight);
    double largest = 0.0;
    for (int x0 = 0; x0 <= faces[0].xmin; ++x0) {
      for (int y0 = 0; y0 <= faces[0].ymin; ++y0) {
        for (int x1 = x0 + 1; x1 <= kWidth; ++x1) {
          for (int y1 = y0 + 1; y1 <= kHeight; ++y1) {
            const detect::Box region{x0 * 1.0, y0 * 1.0, x1 * 1.0, y1 * 1.0};
            if (region.area() > largest && obeys(region, faces, rule)) largest = region.area();
          }
        }
      }
    }
    const auto region = region_of_face(faces, 0, kWidth, kHeight, rule);
    EXPECT_EQ(region ? region->area() : 0.0, largest) << round;
    if (!region) continue;
    ++found;
    EXPECT_TRUE(obeys(*region, faces, rule)) << round;
    EXPECT_EQ(std::floor(region->xmin), region->xmin);
  }
  EXPECT_GT(found, 20);
}

}  // namespace
}  // namespace efs::data
