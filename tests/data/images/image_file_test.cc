#include "data/images/image_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "core/files/digest.h"
#include "data/test_folder.h"

namespace efs::data {
namespace {

using ::testing::HasSubstr;

/// Every prefix of `whole` is refused, and as truncated from its first scan on.
void expect_truncated_prefixes(const std::string& whole) {
  EXPECT_EQ(decode_image(whole).reason, "");
  const std::size_t scan = whole.find("\xff\xda");
  for (std::size_t size = 1; size < whole.size(); ++size) {
    const std::string reason = decode_image(std::string_view(whole).substr(0, size)).reason;
    EXPECT_NE(reason, "") << size;
    if (size > scan) {
      EXPECT_EQ(reason, "truncated JPEG") << size;
    }
  }
}

TEST(TruncatedJpeg, EveryPrefixOfABaselineFileIsRecognised) {
  const TestFolder folder;
  const std::string whole = read_file(folder.write_photo("a.jpg", 40, 30, 1));
  expect_truncated_prefixes(whole);
  EXPECT_EQ(decode_image(whole + "appended").reason, "");
}

TEST(TruncatedJpeg, EveryPrefixOfAProgressiveFileIsRecognised) {
  const TestFolder folder;
  const cv::Mat image = cv::imread(folder.write_photo("a.png", 40, 30, 2).string());
  cv::imwrite((folder / "p.jpg").string(), image, {cv::IMWRITE_JPEG_PROGRESSIVE, 1});
  expect_truncated_prefixes(read_file(folder / "p.jpg"));
}

// An embedded preview has an end marker of its own, which must not stand for the photograph's.
TEST(TruncatedJpeg, ThePreviewsEndMarkerDoesNotCount) {
  const TestFolder folder;
  const std::string whole = read_file(folder.write_photo("a.jpg", 40, 30, 1));
  const std::string preview = "\xff\xe1" + std::string("\x00\x06", 2) + "\xff\xd8\xff\xd9";
  const std::string with_preview = whole.substr(0, 2) + preview + whole.substr(2);
  EXPECT_EQ(decode_image(with_preview).reason, "");
  EXPECT_EQ(decode_image(with_preview.substr(0, with_preview.size() - 10)).reason,
            "truncated JPEG");
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
  EXPECT_EQ(check_image(folder.path()).reason, "not a file but a folder, a device or a pipe");
  EXPECT_NE(check_image("/dev/zero").reason, "");
  EXPECT_EQ(check_image(folder.write("empty.jpg", "")).reason, "empty file");
  EXPECT_EQ(check_image(folder.write("cut.jpg", jpeg.substr(0, jpeg.size() / 2))).reason,
            "truncated JPEG");
  EXPECT_NE(check_image(folder.write("cut.png", png.substr(0, png.size() / 2))).reason, "");
  EXPECT_EQ(check_image(folder.write("text.jpg", "not a photograph")).reason,
            "not an image that can be decoded");
}

/// A JPEG's frame of this size, and nothing behind it but the end.
std::string empty_jpeg(int width, int height) {
  std::string bytes = "\xff\xd8\xff\xc0" + std::string("\0\x0b\x08", 3);
  for (const int side : {height, width}) {
    bytes += static_cast<char>(side / 256);
    bytes += static_cast<char>(side % 256);
  }
  return bytes + std::string("\x01\x01\x11\0\xff\xd9", 6);
}

TEST(DecodeImage, RefusesWhatIsLargerThanIsRead) {
  EXPECT_THAT(decode_image(empty_jpeg(65000, 65000)).reason, HasSubstr("4225 million"));
  EXPECT_THAT(decode_image(empty_jpeg(11000, 11000)).reason, HasSubstr("promises 121 million"));
  EXPECT_THAT(decode_image("P5 20000 20000 255\n").reason, HasSubstr("400 million"));
  // Sides whose product has more than 64 bits.
  EXPECT_THAT(decode_image("\x89PNG\r\n\x1a\n........" + std::string(8, '\xff')).reason,
              HasSubstr("make it smaller"));
  EXPECT_THAT(decode_image("P5 0 5 255\n").reason, HasSubstr("no width and height"));
}

TEST(DecodeImage, NamesWhatIsNotRead) {
  const std::pair<std::string, const char*> cases[] = {
      {std::string("\0\0\0\x14"
                   "ftypmp42\0\0\0\0",
                   16),
       "a video"},
      {"GIF89a......", "a GIF"},
      {"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "SVG"},
      {"%PDF-1.7", "a PDF"},
      {"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"},
      {std::string(64, '\0'), "only zero bytes"},
      {"P5 4 1 4095\n........", "white is 4095"},
  };
  for (const auto& [bytes, words] : cases) {
    EXPECT_THAT(decode_image(bytes).reason, HasSubstr(words)) << words;
  }
}

/// JPEGs are decoded without OpenCV, and must be what OpenCV makes of them.
TEST(DecodeImage, DecodesJpegsAsOpenCvDoes) {
  const TestFolder folder;
  const cv::Mat colour = cv::imread(folder.write_photo("a.png", 61, 47, 3).string());
  cv::Mat grey;
  cv::cvtColor(colour, grey, cv::COLOR_BGR2GRAY);
  const std::pair<const char*, const cv::Mat*> images[] = {{"c.jpg", &colour}, {"g.jpg", &grey}};
  for (const auto& [name, image] : images) {
    for (const int progressive : {0, 1}) {
      const std::string path = (folder / name).string();
      cv::imwrite(path, *image, {cv::IMWRITE_JPEG_PROGRESSIVE, progressive});
      const DecodedImage decoded = decode_image(read_file(path));
      ASSERT_EQ(decoded.reason, "") << name;
      EXPECT_EQ(decoded.damage, "");
      EXPECT_EQ(cv::norm(decoded.bgr, cv::imread(path), cv::NORM_INF), 0.0) << name;
    }
  }
}

TEST(DecodeImage, TellsOfDamagedJpegData) {
  const TestFolder folder;
  std::string bytes = read_file(folder.write_photo("a.jpg", 160, 120, 4));
  bytes.replace(bytes.size() / 2, 2, "\xff\xd9");  // an end marker in the middle of the data
  const DecodedImage decoded = decode_image(bytes);
  EXPECT_EQ(decoded.reason, "");
  EXPECT_THAT(decoded.damage, HasSubstr("premature end"));
  EXPECT_EQ(decoded.bgr.cols, 160);
}

TEST(DecodeImage, ReadsPngOfEveryKindAsOpenCvDoes) {
  const TestFolder folder;
  const cv::Mat colour = cv::imread(folder.write_photo("a.png", 33, 20, 5).string());
  cv::Mat alpha, deep, grey;
  cv::cvtColor(colour, alpha, cv::COLOR_BGR2BGRA);
  colour.convertTo(deep, CV_16UC3, 257.0);
  cv::cvtColor(colour, grey, cv::COLOR_BGR2GRAY);
  const std::pair<const char*, const cv::Mat*> images[] = {
      {"alpha.png", &alpha}, {"deep.png", &deep}, {"grey.png", &grey}, {"deep.tif", &deep}};
  for (const auto& [name, image] : images) {
    const std::string path = (folder / name).string();
    cv::imwrite(path, *image);
    const DecodedImage decoded = decode_image(read_file(path));
    ASSERT_EQ(decoded.reason, "") << name;
    EXPECT_EQ(cv::norm(decoded.bgr, cv::imread(path), cv::NORM_INF), 0.0) << name;
  }
}

TEST(DecodeImage, RefusesNumbersThatAreNotOfThePicturesRange) {
  const TestFolder folder;
  const cv::Mat colour = cv::imread(folder.write_photo("a.png", 33, 20, 5).string());
  cv::Mat twelve_bits, real;
  colour.convertTo(twelve_bits, CV_16UC3, 16.0);
  colour.convertTo(real, CV_32FC3, 1.0 / 255.0);
  for (const char* name : {"twelve.png", "twelve.tif"}) {
    cv::imwrite((folder / name).string(), twelve_bits);
    EXPECT_THAT(decode_image(read_file(folder / name)).reason, HasSubstr("12-bit"));
  }
  cv::imwrite((folder / "real.tif").string(), real);
  EXPECT_THAT(decode_image(read_file(folder / "real.tif")).reason, HasSubstr("floating-point"));
}

TEST(DecodeImage, ReadsTheOrientationThatExifStates) {
  const TestFolder folder;
  const std::string jpeg = read_file(folder.write_photo("a.jpg", 40, 30, 1));
  const std::string tiff("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0", 26);
  const std::string exif = std::string("Exif\0\0", 6) + tiff;
  const std::string segment =
      std::string("\xff\xe1\0", 3) + static_cast<char>(exif.size() + 2) + exif;
  const DecodedImage decoded = decode_image(jpeg.substr(0, 2) + segment + jpeg.substr(2));
  EXPECT_EQ(decoded.orientation, 6);
  EXPECT_EQ(decoded.bgr.cols, 30);  // upright
  EXPECT_EQ(decode_image(jpeg).orientation, 1);
}

/// A TIFF (6.0, uncompressed RGB) of 3 x 2 pixels, numbered from 1 in the red channel.
std::string numbered_tiff(char orientation) {
  const std::vector<std::array<char, 2>> entries = {
      {0, 3},  {1, 2},  {2, 8},  {3, 1}, {6, 2}, {17, 0}, {18, orientation},
      {21, 3}, {22, 2}, {23, 18}};
  const auto offset = static_cast<char>(8 + 2 + 12 * entries.size() + 4);
  std::string tiff("II*\0\x08\0\0\0", 8);
  tiff += {static_cast<char>(entries.size()), 0};
  for (const auto& [tag, value] : entries) {  // tags count from 256; a SHORT each
    const char number = tag == 17 ? offset : value;
    tiff += {tag, 1, 3, 0, 1, 0, 0, 0, number, 0, 0, 0};
  }
  tiff += std::string(4, '\0');
  for (char pixel = 1; pixel <= 6; ++pixel) tiff += {pixel, 0, 0};
  return tiff;
}

// 1 2 3 / 4 5 6 as stored; upright by Exif's table (CIPA DC-008, 4.6.4 A).
TEST(DecodeImage, TurnsTiffUprightOnce) {
  const std::map<int, std::string> upright = {{1, "123 456 "},  {2, "321 654 "},  {3, "654 321 "},
                                              {4, "456 123 "},  {5, "14 25 36 "}, {6, "41 52 63 "},
                                              {7, "63 52 41 "}, {8, "36 25 14 "}};
  for (const auto& [orientation, expected] : upright) {
    const DecodedImage image = decode_image(numbered_tiff(static_cast<char>(orientation)));
    EXPECT_EQ(image.reason, "");
    EXPECT_EQ(image.orientation, orientation);
    std::string pixels;
    for (int y = 0; y < image.bgr.rows; ++y) {
      for (int x = 0; x < image.bgr.cols; ++x) {
        pixels += static_cast<char>('0' + image.bgr.at<cv::Vec3b>(y, x)[2]);
      }
      pixels += ' ';
    }
    EXPECT_EQ(pixels, expected) << orientation;
  }
}

TEST(DecodeImage, PrintsNothing) {
  const TestFolder folder;
  std::string jpeg = read_file(folder.write_photo("a.jpg", 160, 120, 4));
  jpeg.replace(jpeg.size() / 2, 2, "\xff\xd9");
  const std::string png = read_file(folder.write_photo("a.png", 40, 30, 1));
  ::testing::internal::CaptureStderr();
  decode_image(jpeg);
  for (std::size_t size = 8; size < png.size(); size += 7) decode_image(png.substr(0, size));
  for (std::size_t at = 8; at < png.size(); at += 7) {
    std::string damaged = png;
    damaged[at] = static_cast<char>(~damaged[at]);
    decode_image(damaged);
  }
  for (const std::string& bytes :
       {std::string("BM") + std::string(60, '\x01'), std::string("II*\0\x08\0\0\0\0\0\0\0", 12),
        std::string("P5x 2 2 255 abcdefgh"), std::string("P6")}) {
    decode_image(bytes);
  }
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace efs::data
