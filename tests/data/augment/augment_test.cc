#include "data/augment/augment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <set>

#include "core/error.h"
#include "data/augment/augment_fixture.h"
#include "data/augment/sheet.h"
#include "data/synth/synth.h"

namespace efs::data {
namespace {

/// Drawn faces, kept at 48 pixels for an input of 48 or `train_side`.
class AugmentTest : public ::testing::Test {
 protected:
  static constexpr int kInput = 48;

  AugmentTest() { write_synthetic_faces(folder_ / "faces", {.images = 12, .seed = 2, .side = 64}); }

  PackedDataset packed(int train_side) const {
    const Dataset dataset = load_dataset(
        {{.images = folder_ / "faces/images", .labels = folder_ / "faces/labels.txt"}});
    return open_or_pack(dataset, {.input = {kInput, kInput}, .train_side = train_side},
                        folder_ / "packed");
  }

  TestFolder folder_;
};

TEST_F(AugmentTest, NoneIsTheStoredImage) {
  const PackedDataset data = packed(kInput);
  for (std::size_t i = 0; i < data.size(Part::kTrain); ++i) {
    const PackedSample sample = data.sample(Part::kTrain, i);
    const Augmented image = augmented(data, i, augment_policy("none"), i);
    EXPECT_TRUE(std::equal(image.pixels.begin(), image.pixels.end(), sample.pixels.begin()));
    EXPECT_EQ(image.box, (detect::RelativeBox{sample.faces[0].xmin / sample.image_width,
                                              sample.faces[0].ymin / sample.image_height,
                                              sample.faces[0].xmax / sample.image_width,
                                              sample.faces[0].ymax / sample.image_height}));
  }
}

TEST_F(AugmentTest, NoneResizesWhatIsStoredLarger) {
  const PackedDataset data = packed(2 * kInput);
  const PackedSample sample = data.sample(Part::kTrain, 0);
  const Augmented image = augmented(data, 0, augment_policy("none"), 1);
  const auto stored = [&](int x, int y) {
    return sample.pixels[static_cast<std::size_t>((y * sample.width + x) * 3)];
  };
  const double mean = (stored(20, 30) + stored(21, 30) + stored(20, 31) + stored(21, 31)) / 4.0;
  EXPECT_NEAR(image.at(10, 15)[0], mean, 1.0);
}

TEST_F(AugmentTest, AFlipIsTheExactMirrorImage) {
  const PackedDataset data = packed(kInput);
  for (std::size_t i = 0; i < data.size(Part::kTrain); ++i) {
    const Augmented plain = augmented(data, i, {}, 1);
    const Augmented flipped = augmented(data, i, {.flip = 1.0}, 1);
    for (int y = 0; y < kInput; ++y) {
      for (int x = 0; x < kInput; ++x) {
        ASSERT_TRUE(std::equal(plain.at(x, y), plain.at(x, y) + 3, flipped.at(kInput - 1 - x, y)));
      }
    }
    EXPECT_NEAR(flipped.box.xmin, 1.0 - plain.box.xmax, 1e-12);
    EXPECT_NEAR(flipped.box.xmax, 1.0 - plain.box.xmin, 1e-12);
    EXPECT_NEAR(flipped.box.ymin, plain.box.ymin, 1e-12);
  }
}

TEST_F(AugmentTest, TheSameSeedGivesTheSameBytesWhateverCameBefore) {
  const PackedDataset data = packed(64);
  for (const std::string& name : augment_policy_names()) {
    const AugmentPolicy& policy = augment_policy(name);
    const std::uint64_t seed = augment_seed(7, 3, 2);
    const Augmented first = augmented(data, 2, policy, seed);
    for (std::size_t i = 0; i < 5; ++i) augmented(data, i, augment_policy("strong"), i);
    const Augmented again = augmented(data, 2, policy, seed);
    EXPECT_EQ(first.pixels, again.pixels) << name;
    EXPECT_EQ(first.box, again.box) << name;
    const Augmented next = augmented(data, 2, policy, augment_seed(7, 4, 2));
    EXPECT_EQ(first.pixels == next.pixels, name == "none") << name;
  }
}

TEST_F(AugmentTest, BoxesLieInTheResultAndAreNotEmpty) {
  const PackedDataset data = packed(64);
  for (const std::string& name : augment_policy_names()) {
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
      const detect::RelativeBox box =
          augmented(data, seed % data.size(Part::kTrain), augment_policy(name), seed).box;
      EXPECT_GE(std::min(box.xmin, box.ymin), 0.0);
      EXPECT_LE(std::max(box.xmax, box.ymax), 1.0);
      EXPECT_GT(std::min(box.width(), box.height()), 0.05);
    }
  }
}

TEST_F(AugmentTest, AnyInputIsServed) {
  const PackedDataset data = packed(64);
  for (const int side : {1, 7, 33, 200}) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      EXPECT_GT(augmented(data, 0, augment_policy("strong"), seed, side).box.area(), 0.0);
    }
  }
}

TEST_F(AugmentTest, RefusesAWrongSizeAndASampleThatIsNotThere) {
  const PackedDataset data = packed(kInput);
  Rng rng(1);
  std::vector<std::uint8_t> pixels(100);
  EXPECT_THROW(augment(data, 0, {}, kInput, rng, pixels), Error);
  EXPECT_THROW(augment(data, 0, {}, 0, rng, pixels), Error);
  EXPECT_THROW(augmented(data, 99, {}, 1), Error);
}

// Taken from the program before it knew of several faces: a trial of one face sees the same images
// as it did. Pixels are compared by their sum, because OpenCV's rounding differs between versions.
TEST(Augment, OfASingleFaceStaysAsItWas) {
  const TestFolder folder;
  const PackedDataset data =
      ellipses(folder, {{{60, 30, 110, 100}, {40, 80, 255}}, {{10, 50, 60, 110}, {0, 200, 90}}},
               {.input = {64, 64}, .train_side = 96}, 150, 120, 128.0);
  struct Known {
    detect::RelativeBox box;
    double sum;
  };
  const Known known[] = {
      {{0.294228948602, 0.204661511576, 0.562061110852, 0.643492175767}, 1962739},
      {{0.113594488465, 0.266234644032, 0.556609526103, 0.857087240063}, 1388541},
      {{0.311102294755, 0.047639719654, 0.788904682377, 0.880113979572}, 1325050},
      {{0.147235254344, 0.456171027447, 0.494492282769, 0.985911699403}, 1818340},
      {{0.146656467212, 0.212488538457, 0.503246814516, 0.775097530549}, 1589090},
      {{0.592511718766, 0.185864727476, 0.963519876646, 0.823427159094}, 1574675},
  };
  for (std::size_t i = 0; i < std::size(known); ++i) {
    const Augmented image =
        augmented(data, i % 2, augment_policy("strong"), augment_seed(11, 2, i));
    double sum = 0.0;
    for (const std::uint8_t pixel : image.pixels) sum += pixel;
    EXPECT_NEAR(image.box.xmin, known[i].box.xmin, 1e-9) << i;
    EXPECT_NEAR(image.box.ymin, known[i].box.ymin, 1e-9) << i;
    EXPECT_NEAR(image.box.xmax, known[i].box.xmax, 1e-9) << i;
    EXPECT_NEAR(image.box.ymax, known[i].box.ymax, 1e-9) << i;
    EXPECT_NEAR(sum, known[i].sum, 1e-3 * known[i].sum) << i;
  }
}

TEST(AugmentSeed, DiffersBetweenTrialsEpochsAndSamples) {
  std::set<std::uint64_t> seeds;
  for (std::uint64_t trial = 0; trial < 5; ++trial) {
    for (int epoch = 1; epoch <= 5; ++epoch) {
      for (std::size_t i = 0; i < 5; ++i) seeds.insert(augment_seed(trial, epoch, i));
    }
  }
  EXPECT_EQ(seeds.size(), 125U);
}

TEST_F(AugmentTest, ASheetShowsColumnsTimesRowsImages) {
  const PackedDataset data = packed(64);
  write_augment_sheet(data, augment_policy("strong"), {.columns = 5, .rows = 3},
                      folder_ / "sheet.jpg");
  const cv::Mat sheet = cv::imread((folder_ / "sheet.jpg").string());
  EXPECT_EQ(sheet.cols, 5 * kInput + 4 * 2);
  EXPECT_EQ(sheet.rows, 3 * kInput + 2 * 2);
  EXPECT_THROW(write_augment_sheet(data, {}, {.columns = 0}, folder_ / "none.jpg"), UsageError);
}

}  // namespace
}  // namespace efs::data
