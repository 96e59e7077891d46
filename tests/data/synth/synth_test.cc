#include "data/synth/synth.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

#include "core/error.h"
#include "data/dataset/dataset.h"
#include "data/dataset/mean_box.h"
#include "data/test_folder.h"

namespace efs::data {
namespace {

using ::testing::HasSubstr;

Dataset load(const std::filesystem::path& folder) {
  return load_dataset({{.images = folder / "images", .labels = folder / "labels.txt"}});
}

TEST(SyntheticFaces, TheSameOptionsGiveTheSameFiles) {
  const TestFolder folder;
  write_synthetic_faces(folder / "a", {.images = 12, .seed = 7, .side = 96});
  write_synthetic_faces(folder / "b", {.images = 12, .seed = 7, .side = 96});
  write_synthetic_faces(folder / "c", {.images = 12, .seed = 8, .side = 96});
  EXPECT_EQ(load(folder / "a").digest, load(folder / "b").digest);
  EXPECT_EQ(read_file(folder / "a/labels.txt"), read_file(folder / "b/labels.txt"));
  EXPECT_NE(load(folder / "a").digest, load(folder / "c").digest);
}

// An image depends on the seed and its number only, so a larger set begins with the smaller one.
TEST(SyntheticFaces, AnImageDoesNotDependOnHowManyThereAre) {
  const TestFolder folder;
  write_synthetic_faces(folder / "few", {.images = 3, .seed = 7, .side = 96});
  write_synthetic_faces(folder / "many", {.images = 9, .seed = 7, .side = 96});
  for (const std::string name : {"images/000000.jpg", "images/000002.jpg"}) {
    EXPECT_EQ(read_file(folder / ("few/" + name)), read_file(folder / ("many/" + name)));
  }
}

TEST(SyntheticFaces, EveryImageIsUsableAndOfTheSizeAskedFor) {
  const TestFolder folder;
  write_synthetic_faces(folder / "out", {.images = 60, .seed = 1, .side = 100});
  const Dataset dataset = load(folder / "out");
  ASSERT_EQ(dataset.samples.size(), 60U);
  EXPECT_TRUE(dataset.skipped.empty());
  std::set<std::pair<int, int>> sizes;
  for (const Sample& sample : dataset.samples) {
    sizes.insert({sample.image_width, sample.image_height});
    EXPECT_NEAR(std::sqrt(sample.image_width * sample.image_height), 100, 16);
    const double aspect = static_cast<double>(sample.image_width) / sample.image_height;
    EXPECT_GT(aspect, 0.73);
    EXPECT_LT(aspect, 1.36);
    EXPECT_GT(sample.faces[0].width(), 15);
    EXPECT_GT(sample.faces[0].height(), 20);
  }
  EXPECT_GT(sizes.size(), 40U);
}

TEST(SyntheticFaces, ADetectorThatLooksAtNothingFails) {
  const TestFolder folder;
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    const auto out = folder / std::to_string(seed);
    write_synthetic_faces(out, {.images = 200, .seed = seed, .side = 64});
    const Dataset dataset = load(out);
    const double iou = mean_box_iou(dataset, dataset.validation);
    EXPECT_LT(iou, 0.45);
    EXPECT_GT(iou, 0.15);
  }
}

Dataset load_all(const std::filesystem::path& folder) {
  DatasetOptions options{{.images = folder / "images", .labels = folder / "labels.txt"}};
  options.faces = FaceRule::kAll;
  return load_dataset(options);
}

TEST(SyntheticFaces, AreAsManyAsAskedForAndKeepApart) {
  const TestFolder folder;
  write_synthetic_faces(folder / "out",
                        {.images = 200, .seed = 3, .side = 160, .faces_low = 0, .faces_high = 6});
  const Dataset dataset = load_all(folder / "out");
  ASSERT_EQ(dataset.samples.size(), 200U);
  std::vector<int> images_with(7, 0);
  double least = 1e9, most = 0.0;
  for (const Sample& sample : dataset.samples) {
    ASSERT_LE(sample.faces.size(), 6U);
    ++images_with[sample.faces.size()];
    for (std::size_t i = 0; i < sample.faces.size(); ++i) {
      least = std::min(least, sample.faces[i].height());
      most = std::max(most, sample.faces[i].height());
      for (std::size_t j = 0; j < i; ++j) EXPECT_EQ(iou(sample.faces[i], sample.faces[j]), 0.0);
    }
  }
  for (const int images : images_with) EXPECT_GT(images, 10);
  EXPECT_GT(most, 5.0 * least);
}

TEST(SyntheticFaces, AreExactlyAsManyAsAFixedNumber) {
  const TestFolder folder;
  for (const int count : {0, 3, kMostDrawnFaces}) {
    const auto out = folder / std::to_string(count);
    write_synthetic_faces(out, {.images = 12, .side = 96, .faces_low = count, .faces_high = count});
    for (const Sample& sample : load_all(out).samples) {
      EXPECT_EQ(sample.faces.size(), static_cast<std::size_t>(count));
    }
  }
}

TEST(SyntheticFaces, SeveralDependOnSeedAndNumberOnly) {
  const TestFolder folder;
  const SynthOptions few{.images = 3, .seed = 7, .side = 96, .faces_low = 0, .faces_high = 4};
  SynthOptions many = few;
  many.images = 9;
  write_synthetic_faces(folder / "few", few);
  write_synthetic_faces(folder / "many", many);
  for (const std::string name : {"images/000000.jpg", "images/000002.jpg"}) {
    EXPECT_EQ(read_file(folder / ("few/" + name)), read_file(folder / ("many/" + name)));
  }
}

TEST(SyntheticFaces, RefusesFoldersInUseAndImpossibleOptions) {
  const TestFolder folder;
  folder.write("used/file", "x");
  const auto draw = [&](const std::string& name, const SynthOptions& options) {
    return error_message([&] { write_synthetic_faces(folder / name, options); });
  };
  EXPECT_THAT(draw("used", {.images = 1}), HasSubstr("not an empty folder"));
  EXPECT_THAT(draw("used/file", {.images = 1}), HasSubstr("not an empty folder"));
  EXPECT_THAT(draw("new", {.images = 0}), HasSubstr("0 images"));
  EXPECT_THAT(draw("new", {.images = 1, .side = 4}), HasSubstr("side 4"));
  EXPECT_THAT(draw("new", {.images = 1, .faces_low = 2}), HasSubstr("2 to 1 faces"));
  EXPECT_THAT(draw("new", {.images = 1, .faces_low = -1}), HasSubstr("-1 to 1 faces"));
  EXPECT_THAT(draw("new", {.images = 1, .faces_high = 21}), HasSubstr("1 to 21 faces"));
  EXPECT_FALSE(std::filesystem::exists(folder / "new"));
}

}  // namespace
}  // namespace efs::data
