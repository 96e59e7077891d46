#include "data/augment/face_view.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace efs::data {
namespace {

constexpr detect::Box kSquare{0.0, 0.0, 160.0, 160.0};

std::vector<detect::Box> random_faces(const ImageSize& image, Rng& rng) {
  std::vector<detect::Box> faces(static_cast<std::size_t>(rng.integer(0, 5)));
  for (detect::Box& face : faces) {
    const double width = image.width * rng.log_uniform(0.02, 0.9);
    const double height = image.height * rng.log_uniform(0.02, 0.9);
    face.xmin = rng.uniform(0.0, image.width - width);
    face.ymin = rng.uniform(0.0, image.height - height);
    face.xmax = face.xmin + width;
    face.ymax = face.ymin + height;
  }
  return faces;
}

ImageSize random_image(Rng& rng) {
  return {static_cast<int>(rng.integer(8, 500)), static_cast<int>(rng.integer(8, 500))};
}

bool is_inside(const detect::Box& box, const detect::Box& frame) {
  return box.xmin >= frame.xmin - 1e-6 && box.ymin >= frame.ymin - 1e-6 &&
         box.xmax <= frame.xmax + 1e-6 && box.ymax <= frame.ymax + 1e-6;
}

bool holds_centre(const detect::Box& frame, const detect::Box& box) {
  const double x = 0.5 * (box.xmin + box.xmax), y = 0.5 * (box.ymin + box.ymax);
  return x >= frame.xmin - 1e-6 && x <= frame.xmax + 1e-6 && y >= frame.ymin - 1e-6 &&
         y <= frame.ymax + 1e-6;
}

TEST(DrawFaceView, ItsMapsAreInverse) {
  Rng rng(1);
  for (int round = 0; round < 1000; ++round) {
    const ImageSize image = random_image(rng);
    const FaceView view = draw_face_view(image, 1.0, random_faces(image, rng), {64, 0, 160, 90},
                                         augment_policy("strong"), rng);
    const Affine &back = view.to_image, &there = view.to_result;
    const double u = rng.uniform(0, 160), v = rng.uniform(0, 160);
    const double x = back.xx * u + back.xy * v + back.x0, y = back.yx * u + back.yy * v + back.y0;
    EXPECT_NEAR(there.xx * x + there.xy * y + there.x0, u, 1e-6);
    EXPECT_NEAR(there.yx * x + there.yy * y + there.y0, v, 1e-6);
  }
}

TEST(DrawFaceView, MostlyShowsAFaceWholeWhereItMayNotBeCut) {
  AugmentPolicy policy = augment_policy("strong");
  policy.cut_face = 0.0;
  Rng rng(2);
  int whole = 0, rounds = 0;
  while (rounds < 5000) {
    const ImageSize image = random_image(rng);
    std::vector<detect::Box> faces = random_faces(image, rng);
    if (faces.empty()) continue;
    ++rounds;
    const detect::Box frame = rounds % 2 == 0 ? kSquare : detect::Box{70, 20, 160, 90};
    const FaceView view = draw_face_view(image, 1.0, faces, frame, policy, rng);
    if (std::ranges::any_of(faces, [&](auto& face) { return is_inside(view.face(face), frame); })) {
      ++whole;
    }
  }
  // 9 in 10 look for a face; a few faces are too large for any crop of a narrow image.
  EXPECT_GT(whole, 0.85 * rounds);
  EXPECT_LT(whole, rounds);
}

TEST(DrawFaceView, AFaceThatMayBeCutKeepsItsCentre) {
  AugmentPolicy policy = augment_policy("strong");
  policy.cut_face = 1.0;
  Rng rng(3);
  int shown = 0, cut = 0;
  constexpr int kRounds = 3000;
  const std::vector<detect::Box> faces{{100, 80, 160, 150}};
  for (int round = 0; round < kRounds; ++round) {
    const FaceView view = draw_face_view({320, 240}, 1.0, faces, kSquare, policy, rng);
    const detect::Box face = view.face(faces[0]);
    if (holds_centre(kSquare, face)) ++shown;
    if (!is_inside(face, kSquare)) ++cut;
  }
  EXPECT_GT(shown, 0.9 * kRounds);
  EXPECT_GT(cut, 0.1 * kRounds);
}

TEST(DrawFaceView, CropsHaveTheSizeThatThePolicySays) {
  Rng rng(4);
  const AugmentPolicy policy{.crop_low = 0.5, .crop_high = 2.0};
  double least = 9.0, most = 0.0;
  for (int round = 0; round < 2000; ++round) {
    const FaceView view = draw_face_view({320, 240}, 1.0, {}, kSquare, policy, rng);
    const Affine& map = view.to_image;
    EXPECT_NEAR(map.xx, map.yy, 1e-12);
    const double size = map.xx * 160.0 / 240.0;  // of the shorter side
    least = std::min(least, size);
    most = std::max(most, size);
    const double length = 160.0 * map.xx;
    const bool inside = map.x0 >= -1e-9 && map.x0 + length <= 320 + 1e-9;
    const bool around = map.x0 <= 1e-9 && map.x0 + length >= 320 - 1e-9;
    EXPECT_TRUE(length <= 320.0 ? inside : around);
  }
  EXPECT_LT(least, 0.52);
  EXPECT_GT(least, 0.5 - 1e-9);
  EXPECT_GT(most, 1.95);
  EXPECT_LT(most, 2.0 + 1e-9);
}

// An input of 2:1 crops the largest 2:1 part of the photograph at size 1.
TEST(DrawFaceView, CropsHaveTheAspectRatioOfTheResult) {
  Rng rng(5);
  const FaceView view = draw_face_view({300, 240}, 1.0, {}, {0, 0, 200, 100},
                                       {.crop_low = 1.0, .crop_high = 1.0}, rng);
  EXPECT_NEAR(view.to_image.xx * 200, 300, 1e-9);
  EXPECT_NEAR(view.to_image.yy * 100, 150, 1e-9);
}

// A stretched photograph of 300 x 200 in a square: size 1 is all of it, whatever the frame.
TEST(DrawFaceView, CropsOfAStretchedImageHaveItsProportions) {
  Rng rng(5);
  const AugmentPolicy all{.crop_low = 1.0, .crop_high = 1.0};
  const FaceView whole = draw_face_view({300, 200}, 1.5, {}, {0, 0, 100, 100}, all, rng);
  EXPECT_NEAR(whole.to_image.xx * 100, 300, 1e-9);
  EXPECT_NEAR(whole.to_image.yy * 100, 200, 1e-9);
  EXPECT_NEAR(whole.to_image.x0, 0.0, 1e-9);
  const FaceView part = draw_face_view({300, 200}, 1.5, {}, {0, 0, 60, 30}, all, rng);
  EXPECT_NEAR(part.to_image.xx * 60, 300, 1e-9);
  EXPECT_NEAR(part.to_image.yy * 30, 100, 1e-9);
  const FaceView plain = draw_face_view({300, 200}, 1.5, {}, {0, 0, 100, 100}, {.flip = 1.0}, rng);
  EXPECT_NEAR(plain.region({0, 0, 300, 200}).xmin, 0.0, 1e-9);
  EXPECT_NEAR(plain.region({0, 0, 300, 200}).xmax, 100.0, 1e-9);
  EXPECT_NEAR(plain.region({0, 0, 300, 200}).ymax, 100.0, 1e-9);
}

TEST(DrawFaceView, EnlargesTheCropForAFaceThatWouldNotFit) {
  Rng rng(6);
  const std::vector<detect::Box> faces{{60, 20, 260, 220}};
  int fits = 0;
  for (int round = 0; round < 1000; ++round) {
    const FaceView view =
        draw_face_view({320, 240}, 1.0, faces, kSquare, {.crop_low = 0.3, .crop_high = 1.4}, rng);
    if (is_inside(view.face(faces[0]), kSquare)) ++fits;
  }
  EXPECT_GT(fits, 880);
}

TEST(DrawFaceView, WithoutACropTheWholeImageIsLetterboxed) {
  Rng rng(7);
  const FaceView view = draw_face_view({320, 240}, 1.0, {}, kSquare, {.flip = 1.0}, rng);
  const detect::Box image = view.region({0, 0, 320, 240});
  EXPECT_NEAR(image.xmin, 0.0, 1e-9);
  EXPECT_NEAR(image.xmax, 160.0, 1e-9);
  EXPECT_NEAR(image.ymin, 0.0, 1e-9);
  EXPECT_NEAR(image.ymax, 120.0, 1e-9);
  const detect::Box face = view.face({0, 0, 80, 60});
  EXPECT_NEAR(face.xmin, 120.0, 1e-9);
  EXPECT_NEAR(face.xmax, 160.0, 1e-9);
}

// A square turned by 45 degrees: its hull grows by sqrt(2), the circle in it stays.
TEST(FaceView, ARotatedFaceIsAnEllipseAndARegionIsItsHull) {
  constexpr double kHalf = 0.70710678118654752;
  FaceView view;
  view.to_result = {.xx = kHalf, .xy = -kHalf, .x0 = 50, .yx = kHalf, .yy = kHalf, .y0 = 50};
  const detect::Box face = view.face({-10, -10, 10, 10});
  EXPECT_NEAR(face.xmin, 40.0, 1e-9);
  EXPECT_NEAR(face.ymax, 60.0, 1e-9);
  const detect::Box region = view.region({-10, -10, 10, 10});
  EXPECT_NEAR(region.xmin, 50.0 - 10.0 / kHalf, 1e-9);
  EXPECT_NEAR(region.ymax, 50.0 + 10.0 / kHalf, 1e-9);
}

}  // namespace
}  // namespace efs::data
