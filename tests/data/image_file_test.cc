#include "data/image_file.h"

#include <gtest/gtest.h>

#include "core/digest.h"
#include "data/test_folder.h"

namespace efs::data {
namespace {

TEST(TruncatedJpeg, EveryPrefixOfABaselineFileIsRecognised) {
  const TestFolder folder;
  const std::string whole = read_file(folder.write_photo("a.jpg", 40, 30, 1));
  EXPECT_FALSE(is_truncated_jpeg(whole));
  EXPECT_FALSE(is_truncated_jpeg(whole + "appended"));
  for (std::size_t size = 2; size < whole.size(); ++size) {
    EXPECT_TRUE(is_truncated_jpeg(std::string_view(whole).substr(0, size))) << size;
  }
}

TEST(TruncatedJpeg, EveryPrefixOfAProgressiveFileIsRecognised) {
  const TestFolder folder;
  const cv::Mat image = cv::imread(folder.write_photo("a.png", 40, 30, 2).string());
  cv::imwrite((folder / "p.jpg").string(), image, {cv::IMWRITE_JPEG_PROGRESSIVE, 1});
  const std::string whole = read_file(folder / "p.jpg");
  EXPECT_FALSE(is_truncated_jpeg(whole));
  for (std::size_t size = 2; size < whole.size(); ++size) {
    EXPECT_TRUE(is_truncated_jpeg(std::string_view(whole).substr(0, size))) << size;
  }
}

// An embedded preview has an end marker of its own, which must not stand for the photograph's.
TEST(TruncatedJpeg, ThePreviewsEndMarkerDoesNotCount) {
  const TestFolder folder;
  const std::string whole = read_file(folder.write_photo("a.jpg", 40, 30, 1));
  const std::string preview = "\xff\xe1" + std::string("\x00\x06", 2) + "\xff\xd8\xff\xd9";
  const std::string with_preview = whole.substr(0, 2) + preview + whole.substr(2);
  EXPECT_FALSE(is_truncated_jpeg(with_preview));
  EXPECT_TRUE(is_truncated_jpeg(with_preview.substr(0, with_preview.size() - 10)));
}

TEST(CheckImage, ReportsSizeAndDigest) {
  const TestFolder folder;
  for (const std::string name : {"a.jpg", "a.png", "a.bmp"}) {
    const auto path = folder.write_photo(name, 41, 30, 1);
    const ImageCheck check = check_image(path);
    EXPECT_EQ(check.reason, "") << name;
    EXPECT_EQ(check.width, 41);
    EXPECT_EQ(check.height, 30);
    EXPECT_EQ(check.digest, sha256_hex(read_file(path)));
  }
}

TEST(CheckImage, SaysWhyAFileCannotBeUsed) {
  const TestFolder folder;
  const std::string jpeg = read_file(folder.write_photo("a.jpg", 40, 30, 1));
  const std::string png = read_file(folder.write_photo("a.png", 40, 30, 1));
  EXPECT_EQ(check_image(folder / "none.jpg").reason, "missing file");
  EXPECT_EQ(check_image(folder / std::string(5000, 'x')).reason, "missing file");
  EXPECT_EQ(check_image(folder.path()).reason, "not a file");
  EXPECT_EQ(check_image(folder.write("empty.jpg", "")).reason, "empty file");
  EXPECT_EQ(check_image(folder.write("cut.jpg", jpeg.substr(0, jpeg.size() / 2))).reason,
            "truncated JPEG");
  EXPECT_NE(check_image(folder.write("cut.png", png.substr(0, png.size() / 2))).reason, "");
  EXPECT_EQ(check_image(folder.write("text.jpg", "not a photograph")).reason,
            "not an image that can be decoded");
}

}  // namespace
}  // namespace efs::data
