#include "data/augment/augment_faces.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <optional>
#include <set>
#include <thread>

#include "core/error.h"
#include "data/augment/augment_fixture.h"
#include "data/augment/crowds_fixture.h"
#include "data/augment/sheet.h"
#include "data/preprocess.h"

namespace efs::data {
namespace {

constexpr auto kLetterbox = detect::Fit::kLetterbox;
/// Larger than the results, so that no result shows the pixels of a photograph enlarged.
const std::vector<ImageSize> kSizes{{640, 480}, {400, 600}, {600, 600}, {800, 400}, {640, 480}};
constexpr int kLongest = 800;
const std::vector<ImageSize> kInputs{{160, 160}, {128, 96}, {64, 160}};

/// Every pixel of a colour, relative to the result.
std::optional<detect::RelativeBox> extent_of(const AugmentedFaces& image, int channel) {
  detect::Box box{1e9, 1e9, -1e9, -1e9};
  for (int y = 0; y < image.size.height; ++y) {
    for (int x = 0; x < image.size.width; ++x) {
      if (!image.is(channel, x, y)) continue;
      box = {std::min(box.xmin, 1.0 * x), std::min(box.ymin, 1.0 * y), std::max(box.xmax, x + 1.0),
             std::max(box.ymax, y + 1.0)};
    }
  }
  if (box.xmin > box.xmax) return std::nullopt;
  return to_relative(box, image.size.width, image.size.height);
}

double largest_gap_px(const detect::RelativeBox& a, const detect::RelativeBox& b,
                      const ImageSize& size) {
  return std::max({std::abs(a.xmin - b.xmin) * size.width, std::abs(a.xmax - b.xmax) * size.width,
                   std::abs(a.ymin - b.ymin) * size.height,
                   std::abs(a.ymax - b.ymax) * size.height});
}

/// The nearest of the boxes, and how far off its furthest edge is.
double nearest_gap_px(const std::vector<detect::RelativeBox>& boxes, const detect::RelativeBox& box,
                      const ImageSize& size) {
  double gap = 1e9;
  for (const auto& other : boxes) gap = std::min(gap, largest_gap_px(box, other, size));
  return gap;
}

TEST(AugmentFaces, NoneIsTheImageThatValidationWouldShow) {
  const TestFolder folder;
  for (const ImageSize& input : kInputs) {
    const PackedDataset data =
        Crowds(folder, kSizes, 1, {.input = input, .fit = kLetterbox, .train_side = kLongest})
            .packed;
    for (std::size_t i = 0; i < kSizes.size(); ++i) {
      const AugmentedFaces image =
          augmented_faces(data, i, augment_policy("none"), i, input, {.smallest_px = 0.0});
      const auto path = folder / (std::to_string(i) + ".png");
      EXPECT_EQ(image.pixels, prepare_image(path, input, kLetterbox).pixels);
      const detect::Placement placement = detect::place(kSizes[i], input, kLetterbox);
      const bool is_background = i + 1 == kSizes.size();
      ASSERT_EQ(image.targets.faces.size(), is_background ? 0U : 3U);
      for (std::size_t f = 0; f < image.targets.faces.size(); ++f) {
        const auto face = to_pixels(Crowds::kFaces[f], kSizes[i].width, kSizes[i].height);
        EXPECT_LT(largest_gap_px(image.targets.faces[f], to_input(face, placement), input), 1e-9);
      }
      EXPECT_EQ(image.targets.ignored.size(), is_background ? 0U : 1U);
    }
    // The validation image is photograph 0 once more.
    const PackedSample sample = data.sample(Part::kValidation, 0);
    const AugmentedFaces same = augmented_faces(data, 0, augment_policy("none"), 1, input);
    EXPECT_TRUE(std::equal(same.pixels.begin(), same.pixels.end(), sample.pixels.begin()));
    EXPECT_EQ(targets_of(sample).faces, same.targets.faces);
    EXPECT_EQ(targets_of(sample).ignored, same.targets.ignored);
  }
}

void expect_targets_on_faces(const AugmentPolicy& policy, detect::Fit fit = kLetterbox) {
  const TestFolder folder;
  int faces = 0, cut = 0;
  for (const ImageSize& input : kInputs) {
    const PackedDataset data =
        Crowds(folder, kSizes, 1, {.input = input, .fit = fit, .train_side = kLongest}).packed;
    for (std::uint64_t seed = 0; seed < 250; ++seed) {
      const AugmentedFaces image = augmented_faces(data, seed % kSizes.size(), policy, seed, input);
      for (int channel = 0; channel < 3; ++channel) {
        const auto extent = extent_of(image, channel);
        if (!extent) continue;
        const double as_face = nearest_gap_px(image.targets.faces, *extent, input);
        const double as_ignored = nearest_gap_px(image.targets.ignored, *extent, input);
        // The visible part of an ellipse that is cut can be smaller than that of its box.
        const bool touches =
            extent->xmin * input.width < 1.0 || extent->ymin * input.height < 1.0 ||
            (1.0 - extent->xmax) * input.width < 1.0 || (1.0 - extent->ymax) * input.height < 1.0;
        if (touches) {
          ++cut;
          continue;
        }
        EXPECT_LT(std::min(as_face, as_ignored), 2.0) << seed << ' ' << channel;
        faces += as_face < 2.0 ? 1 : 0;
      }
    }
  }
  EXPECT_GT(faces, 500);
  EXPECT_GT(cut, 50);
}

TEST(AugmentFaces, TargetsAreTheExtentsOfTheFacesThatAreShown) {
  AugmentPolicy policy = geometry_of(augment_policy("strong"));
  policy.mosaic = 0.0;
  expect_targets_on_faces(policy);
  policy.rotation_deg = 40.0;
  expect_targets_on_faces(policy);
  expect_targets_on_faces(geometry_of(augment_policy("light")));
  expect_targets_on_faces(geometry_of(augment_policy("light")), detect::Fit::kStretch);
}

TEST(AugmentFaces, NoneStretchesWhereValidationDoes) {
  const TestFolder folder;
  const ImageSize input{96, 64};
  const PackedDataset data =
      Crowds(folder, kSizes, 1, {.input = input, .fit = detect::Fit::kStretch}).packed;
  const PackedSample sample = data.sample(Part::kValidation, 0);
  const AugmentedFaces same = augmented_faces(data, 0, augment_policy("none"), 1, input);
  EXPECT_TRUE(std::equal(same.pixels.begin(), same.pixels.end(), sample.pixels.begin()));
  EXPECT_EQ(targets_of(sample).faces, same.targets.faces);
}

/// By the most photographs a side.
class FaceMosaic : public ::testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Rows, FaceMosaic, ::testing::Values(2, 3));

// Counted in pixels: what is shown of a face is a target, and each target shows a face.
TEST_P(FaceMosaic, ShowsEveryTargetAndNothingElse) {
  const TestFolder folder;
  const ImageSize input{160, 128};
  const PackedDataset data =
      Crowds(folder, kSizes, 2, {.input = input, .fit = kLetterbox, .train_side = kLongest}).packed;
  AugmentPolicy policy = geometry_of(augment_policy("strong"));
  policy.mosaic = 1.0;
  policy.mosaic_rows = GetParam();
  policy.rotation_deg = 0.0;
  double shown = 0.0, wanted = 0.0;
  std::size_t faces = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const AugmentedFaces image = augmented_faces(data, seed % kSizes.size(), policy, seed, input);
    faces += image.targets.faces.size();
    for (const auto& face : image.targets.faces) {
      const auto x = static_cast<int>(0.5 * (face.xmin + face.xmax) * input.width);
      const auto y = static_cast<int>(0.5 * (face.ymin + face.ymax) * input.height);
      EXPECT_TRUE(image.is(0, x, y) || image.is(1, x, y) || image.is(2, x, y)) << seed;
      wanted += 0.785 * face.area() * input.width * input.height;  // an ellipse in its box
    }
    for (int y = 0; y < input.height; ++y) {
      for (int x = 0; x < input.width; ++x) {
        const double u = (x + 0.5) / input.width, v = (y + 0.5) / input.height;
        // A pixel at the edge may show the face though its centre does not.
        const auto holds = [&](const detect::RelativeBox& box) {
          return box.xmin <= u + 1.0 / input.width && u - 1.0 / input.width <= box.xmax &&
                 box.ymin <= v + 1.0 / input.height && v - 1.0 / input.height <= box.ymax;
        };
        if (!image.is(0, x, y) && !image.is(1, x, y) && !image.is(2, x, y)) continue;
        if (std::ranges::any_of(image.targets.ignored, holds)) continue;
        EXPECT_TRUE(std::ranges::any_of(image.targets.faces, holds)) << seed;
        shown += 1.0;
      }
    }
  }
  EXPECT_GT(faces, 1500U);  // 5 a result: 3 of each of two or three photographs
  EXPECT_NEAR(shown / wanted, 1.0, 0.1);
}

TEST(AugmentFaces, ReducesAPhotographWithSmoothing) {
  constexpr int kNoise = 512, kResult = 64;
  const TestFolder folder;
  cv::Mat noise(kNoise, kNoise, CV_8UC3);
  cv::RNG(1).fill(noise, cv::RNG::UNIFORM, 0, 256);
  Dataset dataset;
  dataset.rule = FaceRule::kAll;
  dataset.digest = "noise";
  dataset.train = {0};
  dataset.validation = {1};
  for (const char* id : {"0.png", "1.png"}) {
    cv::imwrite((folder / id).string(), noise);
    dataset.samples.push_back({.image_id = id,
                               .path = folder / id,
                               .faces = {},
                               .ignored = {},
                               .image_width = kNoise,
                               .image_height = kNoise});
  }
  const PackOptions options{.input = {kResult, kResult}, .fit = kLetterbox, .train_side = kNoise};
  write_packed(dataset, options, folder / "noise.efspack");
  const PackedDataset data(folder / "noise.efspack");
  AugmentedFaces image =
      augmented_faces(data, 0, {.crop_low = 1.0, .crop_high = 1.0}, 1, {kResult, kResult});
  cv::Scalar mean, deviation;
  cv::meanStdDev(cv::Mat(kResult, kResult, CV_8UC3, image.pixels.data()), mean, deviation);
  // The mean of 64 uniform values has 9.2; that of the four nearest pixels, 37.
  EXPECT_NEAR(deviation[0], 9.2, 2.0);
}

TEST(AugmentFaces, TargetsLieInTheResultAndObeyTheRule) {
  const TestFolder folder;
  const PackedDataset data =
      Crowds(folder, kSizes, 1, {.input = {160, 160}, .fit = kLetterbox, .train_side = 240}).packed;
  for (const std::string& name : augment_policy_names()) {
    for (const ImageSize size : {ImageSize{160, 160}, {1, 1}, {7, 33}, {200, 16}}) {
      for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const auto image =
            augmented_faces(data, seed % kSizes.size(), augment_policy(name), seed, size);
        for (const auto* boxes : {&image.targets.faces, &image.targets.ignored}) {
          for (const detect::RelativeBox& box : *boxes) {
            EXPECT_GE(std::min(box.xmin, box.ymin), 0.0);
            EXPECT_LE(std::max(box.xmax, box.ymax), 1.0 + 1e-12);
            EXPECT_GT(std::min(box.width(), box.height()), 0.0);
          }
        }
        for (const detect::RelativeBox& face : image.targets.faces) {
          EXPECT_GE(std::min(face.width() * size.width, face.height() * size.height), 4.0 - 1e-9);
        }
      }
    }
  }
}

TEST(AugmentFaces, TheSameSeedGivesTheSameBytesOnAnyThread) {
  const TestFolder folder;
  const ImageSize input{96, 96};
  const PackedDataset data =
      Crowds(folder, kSizes, 1, {.input = input, .fit = kLetterbox, .train_side = 240}).packed;
  for (const std::string& name : augment_policy_names()) {
    const AugmentPolicy& policy = augment_policy(name);
    std::vector<AugmentedFaces> alone, beside(40);
    for (std::size_t i = 0; i < beside.size(); ++i) {
      alone.push_back(
          augmented_faces(data, i % kSizes.size(), policy, augment_seed(7, 3, i), input));
    }
    const auto half = [&](std::size_t first) {
      for (std::size_t i = first; i < beside.size(); i += 2) {
        beside[i] = augmented_faces(data, i % kSizes.size(), policy, augment_seed(7, 3, i), input);
      }
    };
    std::thread other(half, 1);
    half(0);
    other.join();
    for (std::size_t i = 0; i < beside.size(); ++i) {
      EXPECT_EQ(alone[i].pixels, beside[i].pixels) << name;
      EXPECT_EQ(alone[i].targets.faces, beside[i].targets.faces) << name;
      EXPECT_EQ(alone[i].targets.ignored, beside[i].targets.ignored) << name;
    }
    const AugmentedFaces next = augmented_faces(data, 0, policy, augment_seed(7, 4, 0), input);
    EXPECT_EQ(next.pixels == alone[0].pixels, name == "none") << name;
  }
}

TEST(AugmentFaces, ABackgroundHasNothingToFind) {
  const TestFolder folder;
  const ImageSize input{96, 96};
  const PackedDataset data = Crowds(folder, {{120, 90}, {90, 120}}, 2,
                                    {.input = input, .fit = kLetterbox, .train_side = 120})
                                 .packed;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto image = augmented_faces(data, seed % 2, augment_policy("strong"), seed, input);
    EXPECT_TRUE(image.targets.faces.empty());
    EXPECT_TRUE(image.targets.ignored.empty());
  }
}

// The patches are as large as the big face allows, and may hide the small one wholly.
TEST(AugmentFaces, AFaceThatIsCoveredIsNotAskedFor) {
  const TestFolder folder;
  constexpr int kSide = 100;
  cv::Mat picture(kSide, kSide, CV_8UC3, cv::Scalar::all(0));
  picture.rowRange(0, 10).setTo(cv::Scalar::all(255));  // so that the mean is not black
  cv::imwrite((folder / "a.png").string(), picture);
  Dataset dataset;
  for (std::size_t i = 0; i < 2; ++i) {
    dataset.samples.push_back({.image_id = "a.png",
                               .path = folder / "a.png",
                               .faces = {{10, 10, 90, 90}, {45, 45, 55, 55}},
                               .ignored = {},
                               .image_width = kSide,
                               .image_height = kSide});
  }
  dataset.train = {0};
  dataset.validation = {1};
  write_packed(dataset, {.input = {kSide, kSide}, .fit = kLetterbox}, folder / "x.efspack");
  const PackedDataset data(folder / "x.efspack");
  int hidden = 0;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const auto image = augmented_faces(data, 0, {.cut_out = 1.0}, seed, {kSide, kSide});
    int changed = 0;
    for (int y = 45; y < 55; ++y) {
      for (int x = 45; x < 55; ++x) {
        if (std::max({image.at(x, y)[0], image.at(x, y)[1], image.at(x, y)[2]}) > 0) ++changed;
      }
    }
    // Noise can be black, and two patches can overlap.
    if (changed > 60) {
      ++hidden;
      EXPECT_EQ(image.targets.faces.size(), 1U) << seed;
      EXPECT_EQ(image.targets.ignored.size(), 1U) << seed;
    } else if (changed < 25) {
      EXPECT_EQ(image.targets.faces.size(), 2U) << seed;
    }
  }
  EXPECT_GT(hidden, 20);
}

TEST(AugmentFaces, AFaceThatIsBlurredAwayIsNotAskedFor) {
  const TestFolder folder;
  const ImageSize input{160, 160};
  const PackedDataset data =
      Crowds(folder, {{640, 480}}, 0, {.input = input, .fit = kLetterbox, .train_side = kLongest})
          .packed;
  std::set<std::size_t> faces;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    // The smallest of the three faces is 24 pixels wide: four deviations of up to 8.
    const auto image = augmented_faces(data, 0, {.blur = 1.0, .blur_share = 0.05}, seed, input);
    EXPECT_EQ(image.targets.faces.size() + image.targets.ignored.size(), 4U);
    faces.insert(image.targets.faces.size());
  }
  EXPECT_THAT(faces, ::testing::ElementsAre(2U, 3U));
}

TEST(AugmentFaces, RefusesAWrongSizeAndASampleThatIsNotThere) {
  const TestFolder folder;
  const PackedDataset data =
      Crowds(folder, {{120, 90}}, 0, {.input = {32, 32}, .fit = kLetterbox}).packed;
  Rng rng(1);
  std::vector<std::uint8_t> pixels(100);
  EXPECT_THROW(augment_faces(data, 0, {}, {32, 32}, rng, pixels), Error);
  EXPECT_THROW(augment_faces(data, 0, {}, {0, 32}, rng, pixels), Error);
  EXPECT_THROW(augmented_faces(data, 9, {}, 1, {32, 32}), Error);
  std::vector<std::uint8_t> square(32 * 32 * 3);
  EXPECT_THAT(error_message([&] { augment(data, 0, {}, 32, rng, square); }),
              ::testing::HasSubstr("letterbox"));
}

TEST(AugmentFaces, ASheetShowsColumnsTimesRowsImages) {
  const TestFolder folder;
  for (const detect::Fit fit : {detect::Fit::kStretch, kLetterbox}) {
    const PackedDataset data = Crowds(folder, kSizes, 1, {.input = {48, 32}, .fit = fit}).packed;
    write_augment_sheet(data, augment_policy("strong"), {.columns = 5, .rows = 3},
                        folder / "sheet.jpg");
    const cv::Mat sheet = cv::imread((folder / "sheet.jpg").string());
    EXPECT_EQ(sheet.cols, 5 * 48 + 4 * 2);
    EXPECT_EQ(sheet.rows, 3 * 32 + 2 * 2);
  }
}

}  // namespace
}  // namespace efs::data
