#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/error.h"
#include "data/dataset/dataset.h"
#include "data/dataset/mean_box.h"
#include "data/dataset/summary.h"
#include "data/packed/packed.h"
#include "data/packed/packed_writing.h"
#include "data/preprocess.h"
#include "data/test_folder.h"

namespace efs::data {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Twenty images with one face each, and crowd.png, 120 x 60, with two.
class CropsTest : public ::testing::Test {
 protected:
  CropsTest() {
    folder_.write_dataset(20);
    add("crowd.png", "10 20 30 44\n80.5 30 100.5 60\n");
    options_ = {{.images = folder_ / "images", .labels = folder_ / "labels.txt"}};
    options_.crops = true;
  }

  /// An image of 120 x 60 with these faces.
  void add(const std::string& name, const std::string& faces) {
    folder_.write_photo("images/" + name, 120, 60, 1000 + name.size());
    folder_.write("labels.txt", read_file(folder_ / "labels.txt") + "# " + name + "\n" + faces);
  }

  std::string folds_file(int crowd_fold) const {
    std::string text = "crowd.png " + std::to_string(crowd_fold) + "\n";
    for (int i = 0; i < 20; ++i) {
      text += std::to_string(i) + ".png " + std::to_string(i % 4 + 1) + "\n";
    }
    return text;
  }

  TestFolder folder_;
  DatasetOptions options_;
};

TEST_F(CropsTest, EachFaceBecomesAnImageOfItsOwn) {
  const Dataset dataset = load_dataset(options_);
  EXPECT_EQ(dataset.samples.size(), 20U);
  ASSERT_EQ(dataset.crops.size(), 2U);
  EXPECT_EQ(dataset.cropped_images, 1U);
  const Sample& left = dataset.crops[0];
  EXPECT_EQ(left.image_id, "crowd.png");
  EXPECT_EQ(left.region, (detect::Box{0, 0, 80, 60}));
  EXPECT_EQ(left.faces[0], (detect::Box{10, 20, 30, 44}));
  EXPECT_EQ(left.image_width, 80);
  const Sample& right = dataset.crops[1];
  EXPECT_EQ(right.region, (detect::Box{30, 0, 120, 60}));
  EXPECT_EQ(right.faces[0], (detect::Box{50.5, 30, 70.5, 60}));
  EXPECT_EQ(right.image_width, 90);
  EXPECT_EQ(right.image_height, 60);
}

TEST_F(CropsTest, KeepClearOfRegionsToIgnore) {
  add("ignored.png", "10 20 30 44\n80.5 30 100.5 60\n100 0 120 10 ignore\n");
  const Dataset dataset = load_dataset(options_);
  ASSERT_EQ(dataset.crops.size(), 4U);
  EXPECT_EQ(dataset.crops[2].region, (detect::Box{0, 0, 80, 60}));
  EXPECT_EQ(dataset.crops[3].region, (detect::Box{30, 10, 120, 60}));
  EXPECT_TRUE(dataset.crops[3].ignored.empty());
}

TEST_F(CropsTest, ChangeNeitherTheDivisionNorTheMeanBox) {
  const Dataset with = load_dataset(options_);
  options_.crops = false;
  const Dataset without = load_dataset(options_);
  EXPECT_TRUE(without.crops.empty());
  EXPECT_EQ(with.train, without.train);
  EXPECT_EQ(with.validation, without.validation);
  EXPECT_EQ(mean_box_iou(with, with.validation), mean_box_iou(without, without.validation));
  EXPECT_NE(with.digest, without.digest);
}

TEST_F(CropsTest, TheDigestFollowsThem) {
  const std::string digest = load_dataset(options_).digest;
  EXPECT_EQ(load_dataset(options_).digest, digest);
  folder_.write_photo("images/crowd.png", 120, 60, 4711);
  EXPECT_NE(load_dataset(options_).digest, digest);
}

TEST_F(CropsTest, NeedTheRuleForSingleFaces) {
  options_.faces = FaceRule::kLargest;
  EXPECT_THROW(load_dataset(options_), UsageError);
}

TEST_F(CropsTest, ComeFromFoldsThatTrain) {
  options_.folds = folder_.write("folds.txt", folds_file(2));
  options_.validation_folds = {1};
  EXPECT_EQ(load_dataset(options_).crops.size(), 2U);
  options_.train_folds = {3, 4};
  EXPECT_TRUE(load_dataset(options_).crops.empty());
  options_.train_folds.clear();
  options_.validation_folds = {2};
  EXPECT_TRUE(load_dataset(options_).crops.empty());
  const std::string all = folds_file(2);
  folder_.write("folds.txt", all.substr(all.find('\n') + 1));
  EXPECT_THAT(error_message([&] { load_dataset(options_); }), HasSubstr("does not name crowd.png"));
}

TEST_F(CropsTest, NoneOfAPhotographThatValidatesThroughAChain) {
  options_.folds = folder_.write("folds.txt", folds_file(2));
  options_.validation_folds = {1};  // 0.png, 4.png, ...
  options_.near_duplicates = folder_.write("pairs.txt", "crowd.png unused.png\nunused.png 4.png\n");
  EXPECT_TRUE(load_dataset(options_).crops.empty());
  folder_.write("pairs.txt", "crowd.png unused.png\nunused.png 5.png\n");
  EXPECT_EQ(load_dataset(options_).crops.size(), 2U);
}

TEST_F(CropsTest, NoneOfAFileThatValidatesUnderAnotherName) {
  folder_.write("images/4.png", read_file(folder_ / "images/crowd.png"));
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    options_.split_seed = seed;
    const Dataset dataset = load_dataset(options_);
    const bool validates = std::ranges::any_of(
        dataset.validation, [&](std::size_t i) { return dataset.samples[i].image_id == "4.png"; });
    EXPECT_EQ(dataset.crops.empty(), validates) << seed;
  }
}

TEST_F(CropsTest, UnusableImagesCountOnlyWhereTheyWouldBeUsed) {
  folder_.write("images/crowd.png", "");
  const Dataset dataset = load_dataset(options_);
  ASSERT_EQ(dataset.skipped.size(), 1U);
  EXPECT_EQ(dataset.skipped[0].image_id, "crowd.png");
  EXPECT_EQ(dataset.skipped[0].reason, "empty file");
  options_.max_skipped_share = 0.04;
  EXPECT_THAT(error_message([&] { load_dataset(options_); }), HasSubstr("1 of 21 images"));
  options_.folds = folder_.write("folds.txt", folds_file(1));
  options_.validation_folds = {1};
  EXPECT_TRUE(load_dataset(options_).skipped.empty());
}

TEST_F(CropsTest, TheSummaryCountsThem) {
  const std::string text = summary_text(load_dataset(options_));
  EXPECT_THAT(text, HasSubstr("labels      edgefacesearch: 21 images, 22 faces\n"));
  EXPECT_THAT(text, HasSubstr("crops       2 more train, from 1 images with several faces\n"));
  options_.crops = false;
  EXPECT_THAT(summary_text(load_dataset(options_)), Not(HasSubstr("crops")));
}

TEST_F(CropsTest, ArePackedBehindTheTrainingImages) {
  const Dataset dataset = load_dataset(options_);
  write_packed(dataset, {.input = {16, 16}, .train_side = 40}, folder_ / "x.efspack");
  const PackedDataset packed(folder_ / "x.efspack");
  ASSERT_EQ(packed.size(Part::kTrain), dataset.train.size() + 2);
  const PackedSample crop = packed.sample(Part::kTrain, dataset.train.size() + 1);
  EXPECT_EQ(crop.image_id, "crowd.png");
  EXPECT_EQ(crop.faces, dataset.crops[1].faces);
  EXPECT_EQ(crop.image_width, 90);
  EXPECT_EQ(crop.width, 40);
  // What is packed is the region, cut out and resized.
  const cv::Mat image = cv::imread((folder_ / "images/crowd.png").string());
  cv::imwrite((folder_ / "cut.png").string(), image(cv::Rect(30, 0, 90, 60)));
  const PreparedImage cut = prepare_image(folder_ / "cut.png", {40, 40});
  EXPECT_TRUE(std::equal(crop.pixels.begin(), crop.pixels.end(), cut.pixels.begin()));
}

TEST_F(CropsTest, APhotographThatShrankWhilePackingIsNoticed) {
  const Dataset dataset = load_dataset(options_);
  folder_.write_photo("images/crowd.png", 60, 60, 1);
  EXPECT_THAT(error_message([&] {
                write_packed(dataset, {.input = {16, 16}}, folder_ / "x.efspack");
              }),
              HasSubstr("not within the image of 60 x 60"));
}

}  // namespace
}  // namespace efs::data
