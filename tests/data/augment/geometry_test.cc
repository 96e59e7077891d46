#include "data/augment/geometry.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "data/augment/augment_fixture.h"

namespace efs::data {
namespace {

constexpr detect::RelativeBox kWhole{0.0, 0.0, 1.0, 1.0};

StoredFace random_face(Rng& rng) {
  StoredFace face;
  const double width = rng.uniform(0.03, 1.0), height = rng.uniform(0.03, 1.0);
  face.box.xmin = rng.uniform(0.0, 1.0 - width);
  face.box.ymin = rng.uniform(0.0, 1.0 - height);
  face.box.xmax = face.box.xmin + width;
  face.box.ymax = face.box.ymin + height;
  face.aspect = rng.uniform(0.5, 2.0);
  return face;
}

TEST(DrawView, KeepsAtLeastNineTenthsOfTheFace) {
  Rng rng(1);
  int whole = 0;
  constexpr int kRounds = 20000;
  for (int round = 0; round < kRounds; ++round) {
    const StoredFace face = random_face(rng);
    const detect::RelativeBox frame =
        round % 4 == 0 ? detect::RelativeBox{0.4, 0.0, 1.0, 0.55} : kWhole;
    const View view = draw_view(face, frame, augment_policy("strong"), rng);
    const detect::RelativeBox visible{
        std::max(view.face.xmin, frame.xmin), std::max(view.face.ymin, frame.ymin),
        std::min(view.face.xmax, frame.xmax), std::min(view.face.ymax, frame.ymax)};
    const double share = visible.area() / view.face.area();
    EXPECT_GE(share, 0.9) << round;
    if (share > 1.0 - 1e-9) ++whole;
  }
  EXPECT_GT(whole, kRounds * 8 / 10);
}

TEST(DrawView, KeepsTheFacesSizeInBounds) {
  Rng rng(2);
  for (int round = 0; round < 5000; ++round) {
    const double width = rng.uniform(0.09, 0.6), height = width * rng.uniform(0.8, 1.25);
    const StoredFace face{{0.1, 0.2, 0.1 + width, 0.2 + height}, rng.uniform(0.7, 1.4)};
    const View view = draw_view(face, kWhole, augment_policy("strong"), rng);
    EXPECT_LE(std::max(view.face.width(), view.face.height()), 0.95 + 1e-9);
    EXPECT_GE(std::min(view.face.width(), view.face.height()), 0.10 - 1e-9);
  }
}

TEST(DrawView, DoesNotZoomBeyondItsRangeForATinyFace) {
  Rng rng(2);
  const StoredFace face{{0.5, 0.5, 0.52, 0.52}, 1.0};
  const View view = draw_view(face, kWhole, {.zoom_low = 0.5, .zoom_high = 2.0}, rng);
  EXPECT_NEAR(view.face.width(), 0.04, 1e-12);
}

TEST(DrawView, ZoomsOverTheWholeRangeAndShowsOnlyTheImageWithoutShift) {
  Rng rng(3);
  const AugmentPolicy policy{.zoom_low = 0.6, .zoom_high = 1.6};
  const StoredFace face{{0.4, 0.3, 0.6, 0.7}, 1.0};
  double least = 9.0, most = 0.0;
  for (int round = 0; round < 2000; ++round) {
    const View view = draw_view(face, kWhole, policy, rng);
    const double zoom = view.face.width() / 0.2;
    least = std::min(least, zoom);
    most = std::max(most, zoom);
    const Affine& map = view.to_stored;
    EXPECT_NEAR(map.xx, 1.0 / zoom, 1e-12);
    const bool inside = map.x0 >= -1e-12 && map.x0 + map.xx <= 1.0 + 1e-12;
    const bool around = map.x0 <= 1e-12 && map.x0 + map.xx >= 1.0 - 1e-12;
    EXPECT_TRUE(zoom >= 1.0 ? inside : around);
  }
  EXPECT_LT(least, 0.62);
  EXPECT_GT(most, 1.55);
}

TEST(DrawView, AFaceFromEdgeToEdgeMayStaySo) {
  Rng rng(4);
  const View view = draw_view({{0.0, 0.0, 1.0, 1.0}, 1.0}, kWhole, {.flip = 1.0}, rng);
  EXPECT_NEAR(view.face.xmin, 0.0, 1e-12);
  EXPECT_NEAR(view.face.ymax, 1.0, 1e-12);
}

/// Extent of what is bright, relative.
detect::RelativeBox measured(const Augmented& image) {
  detect::RelativeBox box{1e9, 1e9, -1e9, -1e9};
  for (int y = 0; y < image.side; ++y) {
    for (int x = 0; x < image.side; ++x) {
      if (image.at(x, y)[0] < 128) continue;
      box.xmin = std::min(box.xmin, 1.0 * x / image.side);
      box.ymin = std::min(box.ymin, 1.0 * y / image.side);
      box.xmax = std::max(box.xmax, (x + 1.0) / image.side);
      box.ymax = std::max(box.ymax, (y + 1.0) / image.side);
    }
  }
  return box;
}

void expect_boxes_fit(const AugmentPolicy& policy) {
  const TestFolder folder;
  const cv::Scalar white = cv::Scalar::all(255);
  const PackedDataset data = ellipses(folder,
                                      {{{60, 30, 140, 150}, white},
                                       {{100, 50, 240, 130}, white},
                                       {{9, 80, 69, 180}, white},
                                       {{180, 8, 230, 60}, white}},
                                      {.input = {128, 128}, .train_side = 192}, 256, 190);
  constexpr double kPixel = 1.0 / 128;
  for (std::uint64_t seed = 0; seed < 800; ++seed) {
    const Augmented image = augmented(data, seed % 4, policy, seed);
    const detect::RelativeBox extent = measured(image);
    EXPECT_NEAR(image.box.xmin, extent.xmin, 1.5 * kPixel) << seed;
    EXPECT_NEAR(image.box.ymin, extent.ymin, 1.5 * kPixel) << seed;
    EXPECT_NEAR(image.box.xmax, extent.xmax, 1.5 * kPixel) << seed;
    EXPECT_NEAR(image.box.ymax, extent.ymax, 1.5 * kPixel) << seed;
  }
}

// Also that no border shows the face a second time.
TEST(AugmentedBox, IsTheExtentOfTheEllipseThatIsShown) {
  AugmentPolicy policy = geometry_of(augment_policy("strong"));
  policy.mosaic = 0.0;
  expect_boxes_fit(policy);
  policy.rotation_deg = 40.0;
  expect_boxes_fit(policy);
  expect_boxes_fit(geometry_of(augment_policy("light")));
}

}  // namespace
}  // namespace efs::data
