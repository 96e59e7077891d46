#include "detect/decoding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/rng.h"
#include "support/message_of.h"

namespace efs::detect {
namespace {

using ::testing::HasSubstr;

const Placement kSquare = place({100, 100}, {64, 64}, Fit::kStretch);

TEST(Decode, GivesPixelsOfTheImageBestFirst) {
  const std::vector<float> rows{0.5f,  0.25f, 0.75f, 0.375f, 0.25f,  //
                                0.25f, 0.0f,  0.5f,  0.125f, 0.75f};
  const Placement placement = place({400, 200}, {128, 128}, Fit::kLetterbox);
  const auto found = decode(rows, placement, {});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].box, (Box{100, 0, 200, 50}));
  EXPECT_EQ(found[0].score, 0.75);
  EXPECT_EQ(found[1].box, (Box{200, 100, 300, 150}));
  EXPECT_EQ(found[1].score, 0.25);
}

TEST(Decode, DropsRowsBelowTheThreshold) {
  const std::vector<float> rows{0.0f, 0.0f, 0.25f, 0.25f, 0.5f,  //
                                0.5f, 0.5f, 0.75f, 0.75f, 0.25f};
  EXPECT_EQ(decode(rows, kSquare, {.score_threshold = 0.5}).size(), 1u);
  EXPECT_EQ(decode(rows, kSquare, {.score_threshold = 0.25}).size(), 2u);
  EXPECT_EQ(decode(rows, kSquare, {.score_threshold = 1.0}).size(), 0u);
}

TEST(Decode, ClipsToTheImageAndDropsWhatIsEmptyThen) {
  const std::vector<float> rows{-0.5f, -0.5f, 0.5f,  2.0f,  0.9f,   // reaches beyond
                                1.0f,  0.0f,  1.5f,  1.0f,  0.8f,   // beside the image
                                0.75f, 0.75f, 0.5f,  0.5f,  0.7f,   // inverted
                                0.75f, 0.75f, 0.75f, 0.75f, 0.6f};  // empty
  const auto found = decode(rows, kSquare, {});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].box, (Box{0, 0, 50, 100}));
}

TEST(Decode, DropsWhatLiesInThePadding) {
  const Placement placement = place({100, 50}, {64, 64}, Fit::kLetterbox);
  const std::vector<float> rows{0.0f, 0.625f, 1.0f, 1.0f, 0.9f};
  EXPECT_TRUE(decode(rows, placement, {}).empty());
}

TEST(Decode, SuppressesDuplicatesAndKeepsTheBest) {
  std::vector<float> rows;
  for (int i = 0; i < 50; ++i) {
    const float x = 0.02f * static_cast<float>(i);
    rows.insert(rows.end(), {x, 0.0f, x + 0.01f, 0.5f, 0.5f + x / 4});
    rows.insert(rows.end(), {x, 0.0f, x + 0.01f, 0.49f, 0.25f});
  }
  EXPECT_EQ(decode(rows, kSquare, {}).size(), 50u);
  EXPECT_EQ(decode(rows, kSquare, {.nms_iou = 1.0}).size(), 100u);
  const auto found = decode(rows, kSquare, {.largest_count = 3});
  ASSERT_EQ(found.size(), 3u);
  EXPECT_NEAR(found[0].box.xmin, 98.0, 1e-4);
}

TEST(Decode, OfNoRowsIsNothing) { EXPECT_TRUE(decode({}, kSquare, {}).empty()); }

TEST(Decode, RefusesWhatMakesNoRows) {
  const std::vector<float> values(13, 0.5f);
  EXPECT_THAT(message_of([&] { decode(values, kSquare, {}); }), HasSubstr("13 values"));
}

TEST(Decode, RefusesWhatIsNotFinite) {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
        -std::numeric_limits<float>::infinity()}) {
    for (std::size_t place = 0; place < 10; ++place) {
      std::vector<float> rows(10, 0.0f);  // all scores below the threshold
      rows[place] = bad;
      EXPECT_THROW(decode(rows, kSquare, {}), Error) << bad << " at " << place;
    }
  }
}

TEST(Decode, RefusesScoresThatAreNoShares) {
  for (const float bad : {-3.0f, 1.5f, 40.0f}) {
    const std::vector<float> rows{0.0f, 0.0f, 0.5f, 0.5f, bad};
    EXPECT_THAT(message_of([&] { decode(rows, kSquare, {}); }), HasSubstr("sigmoid")) << bad;
  }
  const std::vector<float> rounded{0.0f, 0.0f, 0.5f, 0.5f, 1.001f};
  EXPECT_EQ(decode(rounded, kSquare, {}).size(), 1u);
}

TEST(Decode, RefusesOptionsOutOfRange) {
  EXPECT_THROW(decode({}, kSquare, {.score_threshold = 1.5}), UsageError);
  EXPECT_THROW(decode({}, kSquare, {.score_threshold = -0.1}), UsageError);
  EXPECT_THROW(decode({}, kSquare, {.score_threshold = std::nan("")}), UsageError);
  EXPECT_THROW(decode({}, kSquare, {.nms_iou = 2.0}), UsageError);
}

// Any rows: falling scores, boxes inside the image, no duplicates.
TEST(Decode, PropertiesOfRandomRows) {
  Rng rng(3);
  for (int i = 0; i < 200; ++i) {
    std::vector<float> rows;
    for (std::size_t n = rng.index(300); n > 0; --n) {
      for (int side = 0; side < 4; ++side)
        rows.push_back(static_cast<float>(rng.uniform(-0.2, 1.2)));
      rows.push_back(static_cast<float>(rng.uniform()));
    }
    const ImageSize image{1 + static_cast<int>(rng.index(500)),
                          1 + static_cast<int>(rng.index(500))};
    const Placement placement = place(image, {96, 64}, Fit::kLetterbox);
    const DecodeOptions options{
        .score_threshold = rng.uniform(), .nms_iou = rng.uniform(), .largest_count = 20};
    const auto found = decode(rows, placement, options);
    ASSERT_LE(found.size(), options.largest_count);
    for (std::size_t a = 0; a < found.size(); ++a) {
      ASSERT_GE(found[a].score, options.score_threshold);
      ASSERT_EQ(clipped(found[a].box, image.width, image.height), found[a].box);
      ASSERT_GT(found[a].box.area(), 0.0);
      for (std::size_t b = 0; b < a; ++b) {
        ASSERT_GE(found[b].score, found[a].score);
        ASSERT_LE(iou(found[a].box, found[b].box), options.nms_iou);
      }
    }
  }
}

}  // namespace
}  // namespace efs::detect
