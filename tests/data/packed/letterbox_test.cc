// Packed files of images with any number of faces, whose aspect ratio is kept.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "core/error.h"
#include "data/packed/packed.h"
#include "data/packed/packed_writing.h"
#include "data/preprocess.h"
#include "data/test_folder.h"

namespace efs::data {
namespace {

using ::testing::HasSubstr;

constexpr auto kLetterbox = detect::Fit::kLetterbox;

class LetterboxTest : public ::testing::Test {
 protected:
  /// Photographs of these sizes with no face, one, two ... and as many regions to ignore less one.
  LetterboxTest() {
    std::string labels;
    for (std::size_t i = 0; i < sizes_.size(); ++i) {
      const auto& [width, height] = sizes_[i];
      const std::string name = fmt::format("{}.png", i);
      folder_.write_photo("images/" + name, width, height, i);
      labels += "# " + name + "\n";
      for (std::size_t f = 0; f < i; ++f) labels += fmt::format("{} 0 {} 7.5\n", f, f + 1.25);
      for (std::size_t f = 1; f < i; ++f) labels += fmt::format("{} 1 {} 8 ignore\n", f, f + 1);
    }
    DatasetOptions options{
        {.images = folder_ / "images", .labels = folder_.write("labels.txt", labels)}};
    options.faces = FaceRule::kAll;
    options.validation_share = 0.4;
    dataset_ = load_dataset(options);
  }

  PackedDataset packed(const PackOptions& options) {
    write_packed(dataset_, options, folder_ / "x.efspack");
    return PackedDataset(folder_ / "x.efspack");
  }

  TestFolder folder_;
  std::vector<ImageSize> sizes_{{40, 30}, {60, 20}, {20, 64}, {8, 400}, {33, 33}, {300, 10}};
  Dataset dataset_;
};

TEST_F(LetterboxTest, GivesBackFacesRegionsAndSizes) {
  const PackedDataset data = packed({.input = {48, 32}, .fit = kLetterbox, .train_side = 100});
  EXPECT_EQ(data.input(), (ImageSize{48, 32}));
  EXPECT_EQ(data.fit(), kLetterbox);
  EXPECT_EQ(data.train_side(), 100);
  EXPECT_FALSE(data.is_single());
  for (const auto& [part, indices] :
       {std::pair{Part::kTrain, &dataset_.train}, {Part::kValidation, &dataset_.validation}}) {
    ASSERT_EQ(data.size(part), indices->size());
    for (std::size_t i = 0; i < indices->size(); ++i) {
      const Sample& sample = dataset_.samples[(*indices)[i]];
      const PackedSample back = data.sample(part, i);
      EXPECT_EQ(back.image_id, sample.image_id);
      EXPECT_EQ(back.faces, sample.faces);
      EXPECT_EQ(back.ignored, sample.ignored);
      EXPECT_EQ(back.image_width, sample.image_width);
      EXPECT_EQ(back.image_height, sample.image_height);
    }
  }
}

// Prediction prepares a photograph by the same function, so it sees the same pixels.
TEST_F(LetterboxTest, ValidationImagesAreThoseThatPredictionSees) {
  const PackedDataset data = packed({.input = {48, 32}, .fit = kLetterbox});
  for (std::size_t i = 0; i < data.size(Part::kValidation); ++i) {
    const PackedSample back = data.sample(Part::kValidation, i);
    const Sample& sample = dataset_.samples[dataset_.validation[i]];
    const PreparedImage prepared = prepare_image(sample.path, {48, 32}, kLetterbox);
    EXPECT_EQ(prepared.size, (ImageSize{48, 32}));
    ASSERT_EQ(back.pixels.size(), prepared.pixels.size());
    EXPECT_TRUE(std::equal(back.pixels.begin(), back.pixels.end(), prepared.pixels.begin()));
    EXPECT_EQ(back.placement().drawn,
              detect::place({sample.image_width, sample.image_height}, {48, 32}, kLetterbox).drawn);
  }
}

TEST_F(LetterboxTest, TrainingImagesKeepTheirAspectRatioAndAreNeverEnlarged) {
  const PackedDataset data = packed({.input = {48, 32}, .fit = kLetterbox, .train_side = 100});
  for (std::size_t i = 0; i < data.size(Part::kTrain); ++i) {
    const PackedSample back = data.sample(Part::kTrain, i);
    const double scale = std::min(1.0, 100.0 / std::max(back.image_width, back.image_height));
    EXPECT_EQ(back.width, std::max(1L, std::lround(scale * back.image_width)));
    EXPECT_EQ(back.height, std::max(1L, std::lround(scale * back.image_height)));
    EXPECT_EQ(back.placement().drawn, (ImageSize{back.width, back.height}));
    if (scale < 1.0) continue;
    const cv::Mat image = cv::imread(dataset_.samples[dataset_.train[i]].path.string());
    for (int y = 0; y < image.rows; ++y) {
      for (int x = 0; x < image.cols * 3; ++x) {
        ASSERT_EQ(back.pixels[static_cast<std::size_t>((y * image.cols * 3) + x)],
                  image.ptr(y)[x / 3 * 3 + 2 - x % 3]);
      }
    }
  }
}

TEST_F(LetterboxTest, AnInputMayBeStretchedThatIsNoSquare) {
  const PackedDataset data = packed({.input = {48, 32}, .train_side = 96});
  EXPECT_EQ(data.sample(Part::kTrain, 0).width, 96);
  EXPECT_EQ(data.sample(Part::kTrain, 0).height, 64);
  EXPECT_EQ(data.sample(Part::kValidation, 0).width, 48);
  EXPECT_EQ(data.sample(Part::kValidation, 0).placement().drawn, (ImageSize{48, 32}));
}

TEST_F(LetterboxTest, TheNameCarriesSizeAndFit) {
  const auto folder = folder_ / "packed";
  const auto exists = [&](const std::string& rest) {
    return std::filesystem::exists(folder / (dataset_.digest + rest + ".efspack"));
  };
  open_or_pack(dataset_, {.input = {48, 32}, .fit = kLetterbox, .train_side = 100}, folder);
  EXPECT_TRUE(exists("-48x32-letterbox-100"));
  open_or_pack(dataset_, {.input = {48, 48}, .fit = kLetterbox}, folder);
  EXPECT_TRUE(exists("-48-letterbox"));
  open_or_pack(dataset_, {.input = {48, 32}}, folder);
  EXPECT_TRUE(exists("-48x32-stretch"));
  open_or_pack(dataset_, {.input = {48, 48}}, folder);
  EXPECT_TRUE(exists("-48"));
  // A stale file under the name of another fit is not taken.
  std::filesystem::copy_file(folder / (dataset_.digest + "-48.efspack"),
                             folder / (dataset_.digest + "-48-letterbox.efspack"),
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_FALSE(find_packed(dataset_.digest, {.input = {48, 48}, .fit = kLetterbox}, folder));
}

TEST_F(LetterboxTest, ASingleFaceIsRefusedWhereThereAreSeveral) {
  const PackedDataset data = packed({.input = {48, 48}});
  for (std::size_t i = 0; i < data.size(Part::kTrain); ++i) {
    const PackedSample sample = data.sample(Part::kTrain, i);
    if (sample.faces.size() == 1) {
      sample.relative_box();
    } else {
      EXPECT_THAT(error_message([&] { sample.relative_box(); }), HasSubstr("exactly one"));
    }
  }
}

// Written by a script from the layout in packed_format.h, not by this program.
TEST(PackedFormat, AFileMadeElsewhereIsRead) {
  const PackedDataset data(std::filesystem::path(EFS_SOURCE_DIR) / "tests/fuzz/packed/two.efspack");
  EXPECT_EQ(data.input(), (ImageSize{4, 2}));
  EXPECT_EQ(data.fit(), kLetterbox);
  EXPECT_EQ(data.train_side(), 5);
  EXPECT_EQ(data.dataset_digest(), std::string(64, '0'));
  const PackedSample train = data.sample(Part::kTrain, 0);
  EXPECT_EQ(train.image_id, "a.png");
  EXPECT_EQ(train.faces, (std::vector<detect::Box>{{0, 0, 1, 1}, {1, 1, 2, 3}}));
  EXPECT_EQ(train.ignored, (std::vector<detect::Box>{{0.5, 0, 2, 2}}));
  EXPECT_EQ(train.width, 3);
  EXPECT_EQ(train.height, 5);
  for (std::size_t i = 0; i < 45; ++i) EXPECT_EQ(train.pixels[i], i);
  const PackedSample validation = data.sample(Part::kValidation, 0);
  EXPECT_EQ(validation.image_id, "bb.png");
  EXPECT_TRUE(validation.faces.empty());
  EXPECT_EQ(validation.placement().drawn, (ImageSize{3, 2}));
  EXPECT_EQ(validation.pixels[23], 104);
}

TEST(LetterboxedImage, LiesInTheTopLeftCornerOnTheColourOfPadding) {
  const TestFolder folder;
  cv::imwrite((folder / "red.png").string(), cv::Mat(10, 40, CV_8UC3, cv::Scalar(0, 0, 255)));
  const PreparedImage image = prepare_image(folder / "red.png", {20, 12}, kLetterbox);
  ASSERT_EQ(image.pixels.size(), 20U * 12 * 3);
  EXPECT_EQ(image.image_width, 40);
  EXPECT_EQ(image.image_height, 10);
  for (int y = 0; y < 12; ++y) {
    for (int x = 0; x < 20; ++x) {
      const std::uint8_t* rgb = image.pixels.data() + 3 * (20 * y + x);
      const std::array<std::uint8_t, 3> wanted =
          y < 5 ? std::array<std::uint8_t, 3>{255, 0, 0} : kPaddingColour;
      ASSERT_TRUE(std::equal(wanted.begin(), wanted.end(), rgb)) << x << ' ' << y;
    }
  }
}

// Normalised by ImageNet's mean (0.485, 0.456, 0.406 of 255), padding is zero but for rounding.
TEST(LetterboxedImage, ThePaddingIsImagenetsMean) {
  EXPECT_NEAR(kPaddingColour[0], 255 * 0.485, 0.5);
  EXPECT_NEAR(kPaddingColour[1], 255 * 0.456, 0.5);
  EXPECT_NEAR(kPaddingColour[2], 255 * 0.406, 0.5);
}

TEST(LetterboxedImage, MayBeNarrowerThanAPixel) {
  const TestFolder folder;
  folder.write_photo("thin.png", 8, 4000, 1);
  const PreparedImage image = prepare_image(folder / "thin.png", {320, 320}, kLetterbox);
  EXPECT_EQ(image.size, (ImageSize{320, 320}));
  EXPECT_EQ(size_within({8, 4000}, 320), (ImageSize{1, 320}));
  EXPECT_EQ(size_within({1, 4000}, 320), (ImageSize{1, 320}));
  EXPECT_EQ(size_within({200, 100}, 320), (ImageSize{200, 100}));
  EXPECT_THROW(prepare_image(folder / "thin.png", {320, 0}, kLetterbox), UsageError);
  EXPECT_THROW(prepare_image(folder / "thin.png", {5000, 320}, kLetterbox), UsageError);
}

}  // namespace
}  // namespace efs::data
