#include "data/dataset/look_alikes.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "data/dataset/photo_groups.h"
#include "data/synth/synth.h"
#include "data/test_folder.h"

namespace efs::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Ten drawn photographs, of which the first is there again, smaller, and on the other side.
class LookAlikesTest : public ::testing::Test {
 protected:
  LookAlikesTest() {
    write_synthetic_faces(folder_ / "faces", {.images = 10, .side = 96});
    std::filesystem::create_directories(folder_ / "faces/images/more");
    const cv::Mat first = cv::imread((folder_ / "faces/images/000000.jpg").string());
    cv::Mat smaller;
    cv::resize(first, smaller, {}, 0.5, 0.5, cv::INTER_AREA);
    cv::imwrite((folder_ / "faces/images/more/a copy.jpg").string(), smaller);
    const std::string labels = read_file(folder_ / "faces/labels.txt");
    folder_.write("faces/labels.txt", labels + "# more/a copy.jpg\n4 4 20 20\n");
    std::string folds = "more/a copy.jpg 2\n";
    for (int i = 0; i < 10; ++i) folds += fmt::format("{:06}.jpg {}\n", i, i < 8 ? 1 : 2);
    options_.images = folder_ / "faces/images";
    options_.labels = folder_ / "faces/labels.txt";
    options_.folds = folder_.write("folds.txt", folds);
    options_.validation_folds = {2};
  }

  TestFolder folder_;
  DatasetOptions options_;
};

TEST_F(LookAlikesTest, AreFoundAcrossTheDivision) {
  const Dataset dataset = load_dataset(options_);
  const auto pairs = look_alikes_across(dataset);
  ASSERT_THAT(pairs, SizeIs(1));
  EXPECT_EQ(pairs[0].a->image_id, "000000.jpg");
  EXPECT_EQ(pairs[0].b->image_id, "more/a copy.jpg");
  const std::string warning = look_alikes_warning(pairs);
  EXPECT_THAT(warning, HasSubstr("000000.jpg trains, more/a copy.jpg validates"));
  EXPECT_THAT(warning, HasSubstr("data.near_duplicates"));
  EXPECT_THAT(look_alikes_warning({}), IsEmpty());
}

// What is written keeps them together.
TEST_F(LookAlikesTest, TheFileIsTheCure) {
  const auto path = folder_ / "pairs.txt";
  write_look_alikes(path, look_alikes_among(load_dataset(options_)));
  EXPECT_THAT(read_near_duplicates(path),
              ElementsAre(ImageIdPair{"000000.jpg", "more/a copy.jpg"}));
  options_.near_duplicates = path;
  const Dataset mended = load_dataset(options_);
  EXPECT_THAT(look_alikes_across(mended), IsEmpty());
  EXPECT_THAT(look_alikes_among(mended), SizeIs(1));
  folder_.write("pairs.txt", "precious");
  EXPECT_THAT(error_message([&] { write_look_alikes(path, {}); }), HasSubstr("exists"));
  EXPECT_EQ(read_file(path), "precious");
}

TEST_F(LookAlikesTest, OfAPhotographThatGivesCrops) {
  folder_.write("faces/labels.txt",
                read_file(folder_ / "faces/labels.txt") + "# group.jpg\n5 5 25 25\n60 5 80 25\n");
  std::filesystem::copy_file(folder_ / "faces/images/000000.jpg",
                             folder_ / "faces/images/group.jpg");
  folder_.write("folds.txt", read_file(folder_ / "folds.txt") + "group.jpg 1\n");
  // As another file, which is not known as the same photograph already.
  folder_.write("faces/images/group.jpg", read_file(folder_ / "faces/images/group.jpg") + "\n");
  options_.crops = true;
  const Dataset dataset = load_dataset(options_);
  ASSERT_FALSE(dataset.crops.empty());
  EXPECT_THAT(look_alikes_across(dataset), SizeIs(2));
}

// A fixed camera: every photograph looks like every other.
TEST_F(LookAlikesTest, KeepsTheNearestOfThousands) {
  Dataset dataset = load_dataset(options_);
  const Sample first = dataset.samples.front();
  dataset.samples.clear();
  dataset.train.clear();
  dataset.validation.clear();
  for (std::size_t i = 0; i < 200; ++i) {
    dataset.samples.push_back(first);
    dataset.samples.back().image_id = fmt::format("{}.jpg", i);
    (i < 100 ? dataset.train : dataset.validation).push_back(i);
  }
  EXPECT_THAT(look_alikes_across(dataset), SizeIs(100 * 20));
}

}  // namespace
}  // namespace efs::data
