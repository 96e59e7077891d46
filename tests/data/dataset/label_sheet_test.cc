#include "data/dataset/label_sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/imgcodecs.hpp>

#include "data/test_folder.h"

namespace efs::data {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

/// Forty photographs, of which two are suspicious: a clipped box and a very flat one.
Dataset forty(const TestFolder& folder) {
  folder.write_dataset(38);
  folder.write_photo("images/more/clipped.png", 40, 30, 98);
  folder.write_photo("images/flat.png", 60, 30, 99);
  folder.write("labels.txt", read_file(folder / "labels.txt") +
                                 "# more/clipped.png\n10 10 41 20\n# flat.png\n5 10 45 20\n");
  DatasetOptions options;
  options.images = folder / "images";
  options.labels = folder / "labels.txt";
  options.faces = FaceRule::kAll;
  return load_dataset(options);
}

TEST(DrawLabels, ShowsASampleAndAllThatAreSuspicious) {
  const TestFolder folder;
  const Dataset dataset = forty(folder);
  const DrawnLabels sheet = draw_labels(dataset, folder / "sheet.jpg");
  EXPECT_EQ(sheet.suspicious, 2U);
  EXPECT_GE(sheet.photographs, 24U);
  EXPECT_LE(sheet.photographs, 26U);
  EXPECT_FALSE(cv::imread((folder / "sheet.jpg").string()).empty());
  draw_labels(dataset, folder / "pictures");
  const cv::Mat picture = cv::imread((folder / "pictures/more/clipped.png.jpg").string());
  ASSERT_FALSE(picture.empty());
  EXPECT_TRUE(fs::exists(folder / "pictures/flat.png.jpg"));
  // The face is green: its upper edge.
  const auto pixel = picture.at<cv::Vec3b>(10, 20);
  EXPECT_GT(pixel[1] + pixel[2], 2 * pixel[0]);
}

TEST(DrawLabels, WritesOverNothing) {
  const TestFolder folder;
  const Dataset dataset = forty(folder);
  folder.write("sheet.jpg", "precious");
  EXPECT_THAT(error_message([&] { draw_labels(dataset, folder / "sheet.jpg"); }),
              HasSubstr("--sheet"));
  EXPECT_EQ(read_file(folder / "sheet.jpg"), "precious");
}

}  // namespace
}  // namespace efs::data
