#include "data/images/heif_decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <opencv2/imgproc.hpp>

#include "core/files/files.h"
#include "core/rng.h"

namespace efs::data {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// A file that make_heif_files.py made.
std::string file(const std::string& name) {
  return read_file(std::string(EFS_SOURCE_DIR) + "/tests/fuzz/images/" + name);
}

const std::vector<std::string> kAll{"plain.heic", "deep.heic",  "alpha.heic",    "turned.heic",
                                    "plain.avif", "deep.avif",  "alpha.avif",    "turned.avif",
                                    "grey.avif",  "tiles.avif", "sequence.avif", "mirrored.heic"};

using Quarters = std::array<cv::Vec3b, 4>;  // left to right, from above; BGR
const cv::Vec3b kRed(40, 40, 200), kGreen(40, 180, 40), kBlue(200, 40, 40), kWhite(230, 230, 230);
const Quarters kUpright{kRed, kGreen, kBlue, kWhite};

void expect_quarters(const cv::Mat& bgr, const Quarters& wanted, const std::string& name) {
  constexpr int kTolerance = 12;
  for (std::size_t i = 0; i < 4; ++i) {
    const int x = bgr.cols * (i % 2 == 0 ? 1 : 3) / 4, y = bgr.rows * (i < 2 ? 1 : 3) / 4;
    EXPECT_LE(cv::norm(bgr.at<cv::Vec3b>(y, x), wanted[i], cv::NORM_INF), kTolerance)
        << name << ", quarter " << i << ": " << bgr.at<cv::Vec3b>(y, x);
  }
}

TEST(Heif, ReadsEightToTwelveBitsWithoutAlpha) {
  for (const char* name : {"plain.heic", "deep.heic", "alpha.heic", "plain.avif", "deep.avif",
                           "alpha.avif", "sequence.avif"}) {
    const DecodedImage image = decode_image(file(name));
    ASSERT_EQ(image.reason, "") << name;
    EXPECT_EQ(image.bgr.size(), cv::Size(60, 44)) << name;
    EXPECT_EQ(image.bgr.type(), CV_8UC3);
    EXPECT_EQ(image.orientation, 1);
    expect_quarters(image.bgr, kUpright, name);
  }
}

// Both also say in Exif that they are turned, which must not turn them once more.
TEST(Heif, IsTurnedOnceAsItsContainerAsksFor) {
  for (const char* name : {"turned.heic", "turned.avif"}) {
    const DecodedImage image = decode_image(file(name));
    ASSERT_EQ(image.reason, "") << name;
    EXPECT_EQ(image.bgr.size(), cv::Size(44, 60)) << name;
    EXPECT_EQ(image.orientation, 1);
    expect_quarters(image.bgr, {kGreen, kWhite, kRed, kBlue}, name);
  }
  const DecodedImage mirrored = decode_image(file("mirrored.heic"));
  ASSERT_EQ(mirrored.reason, "");
  expect_quarters(mirrored.bgr, {kGreen, kRed, kWhite, kBlue}, "mirrored.heic");
}

TEST(Heif, ReadsTilesAndGrey) {
  const DecodedImage tiles = decode_image(file("tiles.avif"));
  ASSERT_EQ(tiles.reason, "");
  EXPECT_EQ(tiles.bgr.size(), cv::Size(128, 64));
  expect_quarters(tiles.bgr, kUpright, "tiles.avif");
  const DecodedImage grey = decode_image(file("grey.avif"));
  ASSERT_EQ(grey.reason, "");
  cv::Mat channels[3];
  cv::split(grey.bgr, channels);
  EXPECT_EQ(cv::norm(channels[0], channels[2], cv::NORM_INF), 0.0);
  EXPECT_NEAR(channels[0].at<unsigned char>(33, 45), 230, 12);
}

TEST(Heif, HeaderSaysTheSizeBeforeAnythingIsDecoded) {
  for (const std::string& name : kAll) {
    const ImageHeader header = read_image_header(file(name));
    EXPECT_EQ(header.format, ImageFormat::kHeif) << name;
    EXPECT_EQ(header.problem, "") << name;
    // A picture of HEIC may be coded with more pixels, of which its container shows a part.
    EXPECT_GE(header.width, 60) << name;
    EXPECT_GE(header.height, 44) << name;
    EXPECT_LE(header.width * header.height, 128 * 64) << name;
  }
}

/// With the size in the header of all its pictures replaced.
std::string with_size(std::string bytes, int width, int height) {
  for (std::size_t at = bytes.find("ispe"); at != std::string::npos;
       at = bytes.find("ispe", at + 4)) {
    for (int i = 0; i < 4; ++i) {
      bytes[at + 8 + static_cast<std::size_t>(i)] = static_cast<char>(width >> (24 - 8 * i));
      bytes[at + 12 + static_cast<std::size_t>(i)] = static_cast<char>(height >> (24 - 8 * i));
    }
  }
  return bytes;
}

TEST(Heif, IsRefusedByTheSizeInItsHeader) {
  for (const char* name : {"plain.heic", "plain.avif"}) {
    EXPECT_THAT(decode_image(with_size(file(name), 30000, 30000)).reason, HasSubstr("900 million"));
    EXPECT_THAT(decode_image(with_size(file(name), 10000, 10000)).reason,
                HasSubstr("promises 100"));
    // Newer versions of libheif say it themselves.
    EXPECT_THAT(decode_image(with_size(file(name), 0, 44)).reason,
                AnyOf(HasSubstr("no width and height"), HasSubstr("Zero image width")));
  }
}

TEST(Heif, DecodesNoPictureThatIsFarLargerThanItsHeaderSays) {
  for (const char* name : {"larger.heic", "larger.avif"}) {
    EXPECT_THAT(decode_image(file(name)).reason, AnyOf(StartsWith("HEIC: "), StartsWith("AVIF: ")))
        << name;
  }
}

TEST(Heif, EveryPrefixIsRefused) {
  for (const std::string& name : {"plain.heic", "plain.avif", "tiles.avif"}) {
    const std::string whole = file(name);
    for (std::size_t size = 1; size < whole.size(); ++size) {
      const std::string reason = decode_image(std::string_view(whole).substr(0, size)).reason;
      EXPECT_NE(reason, "") << name << " " << size;
      if (size > whole.find("mdat") + 4) {
        EXPECT_THAT(reason, HasSubstr("truncated")) << name << " " << size;
      }
    }
  }
}

// libheif follows such references until its stack is full.
TEST(Heif, IsRefusedIfItsImagesAreMadeOfEachOther) {
  std::string bytes = file("plain.heic");
  const std::size_t from = bytes.find("dimg") + 4, to = from + 4;
  ASSERT_EQ(decode_image(bytes).reason, "");
  bytes.replace(to, 2, bytes.substr(from, 2));
  EXPECT_THAT(decode_image(bytes).reason, HasSubstr("made of each other"));
}

TEST(Heif, NamesTheCureOfACodecThatIsNotRead) {
  std::string bytes = file("plain.heic");
  for (const auto& [hevc, vvc] : {std::pair{"hvc1", "vvc1"}, {"hvcC", "vvcC"}}) {
    for (std::size_t at = 0; (at = bytes.find(hevc, at)) != std::string::npos; ++at) {
      bytes.replace(at, 4, vvc);
    }
  }
  EXPECT_THAT(decode_image(bytes).reason, HasSubstr("save it as a JPEG or PNG"));
}

/// Every bit of its parameters changed in turn, of which libde265 prints its opinion.
void decode_with_damaged_parameters() {
  const std::string whole = file("plain.heic");
  const std::size_t begin = whole.find("hvcC") + 4;
  for (std::size_t bit = 8 * begin; bit < 8 * (begin + 110); ++bit) {
    std::string damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    decode_image(damaged);
  }
}

TEST(Heif, PrintsNothingWhateverTheBytes) {
  Rng rng(7);
  ::testing::internal::CaptureStderr();
  ::testing::internal::CaptureStdout();
  decode_with_damaged_parameters();
  for (const std::string& name : kAll) {
    const std::string whole = file(name);
    for (int i = 0; i < 60; ++i) {
      std::string damaged = whole;
      for (int k = 0; k < 3; ++k) {
        const int at = rng.integer(24, static_cast<int>(whole.size()) - 1);
        damaged[static_cast<std::size_t>(at)] = static_cast<char>(rng.integer(0, 255));
      }
      const DecodedImage image = decode_image(damaged);
      EXPECT_NE(image.reason.empty(), image.bgr.empty());
    }
  }
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
}

}  // namespace
}  // namespace efs::data
