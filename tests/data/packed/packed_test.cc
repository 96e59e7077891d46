#include "data/packed/packed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <opencv2/imgproc.hpp>
#include <tuple>

#include "core/error.h"
#include "data/packed/packed_format.h"
#include "data/packed/packed_writing.h"
#include "data/preprocess.h"
#include "data/test_folder.h"

namespace efs::data {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr int kSide = 24;
constexpr ImageSize kInput{kSide, kSide};

class PackedTest : public ::testing::Test {
 protected:
  PackedTest() {
    folder_.write_dataset(6);
    dataset_ = load_dataset({{.images = folder_ / "images", .labels = folder_ / "labels.txt"}});
    path_ = folder_ / "data.efspack";
    write_packed(dataset_, {.input = kInput}, path_);
    bytes_ = read_file(path_);
  }

  std::string refusal(const std::string& bytes) {
    const auto damaged = folder_.write("damaged.efspack", bytes);
    return error_message([&] { PackedDataset packed(damaged); });
  }

  template <typename T>
  std::string with_field(std::size_t offset, T value) const {
    std::string changed = bytes_;
    std::memcpy(changed.data() + offset, &value, sizeof value);
    return changed;
  }

  /// The refusal of a file with this field changed and the checksum made right again, so that the
  /// checks behind it are reached.
  template <typename T>
  std::string refusal_of_sealed(std::size_t offset, T value) {
    std::string changed = with_field(offset, value);
    PackedHeader header;
    std::memcpy(&header, changed.data(), sizeof header);
    header.checksum =
        packed_checksum(std::as_bytes(std::span(changed)).first(header.pixels_offset));
    std::memcpy(changed.data(), &header, sizeof header);
    return refusal(changed);
  }

  TestFolder folder_;
  Dataset dataset_;
  std::filesystem::path path_;
  std::string bytes_;
};

TEST_F(PackedTest, GivesBackEverySample) {
  const PackedDataset packed(path_);
  EXPECT_EQ(packed.input(), kInput);
  EXPECT_EQ(packed.dataset_digest(), dataset_.digest);
  EXPECT_TRUE(packed.is_single());
  for (const auto& [part, indices] :
       {std::pair{Part::kTrain, &dataset_.train}, {Part::kValidation, &dataset_.validation}}) {
    ASSERT_EQ(packed.size(part), indices->size());
    for (std::size_t i = 0; i < indices->size(); ++i) {
      const Sample& sample = dataset_.samples[(*indices)[i]];
      const PackedSample back = packed.sample(part, i);
      EXPECT_EQ(back.image_id, sample.image_id);
      EXPECT_EQ(back.faces, sample.faces);
      EXPECT_EQ(back.image_width, 40);
      EXPECT_EQ(back.image_height, 30);
      const PreparedImage prepared = prepare_image(sample.path, kInput);
      EXPECT_TRUE(std::equal(back.pixels.begin(), back.pixels.end(), prepared.pixels.begin(),
                             prepared.pixels.end()));
    }
    EXPECT_THROW(packed.sample(part, indices->size()), Error);
  }
}

// 64 is more than the images have (40 x 30): they are enlarged.
TEST_F(PackedTest, KeepsTrainingImagesLargerThanValidationImages) {
  write_packed(dataset_, {.input = kInput, .train_side = 64}, path_);
  const PackedDataset packed(path_);
  EXPECT_EQ(packed.input(), kInput);
  EXPECT_EQ(packed.train_side(), 64);
  for (const auto& [part, indices, side] :
       {std::tuple{Part::kTrain, &dataset_.train, 64},
        std::tuple{Part::kValidation, &dataset_.validation, kSide}}) {
    for (std::size_t i = 0; i < indices->size(); ++i) {
      const PackedSample back = packed.sample(part, i);
      EXPECT_EQ(back.width, side);
      EXPECT_EQ(back.height, side);
      EXPECT_EQ(back.image_id, dataset_.samples[(*indices)[i]].image_id);
      const PreparedImage prepared =
          prepare_image(dataset_.samples[(*indices)[i]].path, {side, side});
      EXPECT_TRUE(std::equal(back.pixels.begin(), back.pixels.end(), prepared.pixels.begin(),
                             prepared.pixels.end()));
    }
  }
}

TEST_F(PackedTest, NamesAndChecksBothSides) {
  const auto folder = folder_ / "packed";
  const PackOptions sizes{.input = kInput, .train_side = 36};
  EXPECT_EQ(open_or_pack(dataset_, sizes, folder).train_side(), 36);
  const auto path = folder / (dataset_.digest + "-24-36.efspack");
  ASSERT_TRUE(std::filesystem::exists(path));
  write_packed(dataset_, {.input = kInput}, path);  // a stale file under this name
  EXPECT_EQ(open_or_pack(dataset_, sizes, folder).train_side(), 36);
  EXPECT_EQ(open_or_pack(dataset_, {.input = kInput}, folder).train_side(), kSide);
}

TEST_F(PackedTest, MovesAndOutlivesItsSource) {
  PackedDataset first(path_);
  PackedDataset second(std::move(first));
  std::filesystem::remove(path_);
  EXPECT_EQ(second.sample(Part::kTrain, 0).pixels.size(), 3U * kSide * kSide);
}

TEST_F(PackedTest, RefusesEveryTruncation) {
  const std::size_t pixels = bytes_.size() - 6U * 3U * kSide * kSide;
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{7}, sizeof(PackedHeader) - 1,
        sizeof(PackedHeader), sizeof(PackedHeader) + 10,
        sizeof(PackedHeader) + 6 * sizeof(PackedRecord), pixels - 1, pixels, pixels + 1,
        bytes_.size() - 1}) {
    EXPECT_THAT(refusal(bytes_.substr(0, size)), HasSubstr("delete it and run the command again"))
        << size;
  }
  EXPECT_THAT(refusal(bytes_ + "x"), HasSubstr("truncated or extended"));
}

TEST_F(PackedTest, RefusesAnotherVersionAndSaysHowToRebuild) {
  EXPECT_THAT(refusal(with_field<std::uint32_t>(offsetof(PackedHeader, version), 2)),
              AllOf(HasSubstr("version 2"), HasSubstr("reads version 3"), HasSubstr("delete it")));
}

TEST_F(PackedTest, RefusesOtherFiles) {
  EXPECT_THAT(refusal(std::string(5000, 'x')), HasSubstr("not a packed data set"));
  EXPECT_THAT(error_message([&] { PackedDataset packed(folder_ / "none"); }),
              HasSubstr("does not exist"));
}

TEST_F(PackedTest, RefusesAnyChangedByteBeforeThePixels) {
  const std::size_t pixels = bytes_.size() - 6U * 3U * kSide * kSide;
  for (std::size_t i = 0; i < pixels; i += 3) {
    std::string changed = bytes_;
    changed[i] = static_cast<char>(changed[i] ^ 0x40);
    const auto parse = [&] { parse_packed(std::as_bytes(std::span(changed)), "changed"); };
    EXPECT_THAT(error_message(parse), HasSubstr("delete it")) << i;
  }
}

// The sizes are checked before they are used, so that none can overflow.
TEST_F(PackedTest, RefusesHugeCounts) {
  for (const std::uint64_t huge :
       {~std::uint64_t{0}, std::uint64_t{1} << 63, std::uint64_t{1} << 58}) {
    for (const std::size_t field :
         {offsetof(PackedHeader, train_count), offsetof(PackedHeader, validation_count),
          offsetof(PackedHeader, box_count), offsetof(PackedHeader, ids_size),
          offsetof(PackedHeader, pixels_offset)}) {
      EXPECT_THAT(refusal(with_field(field, huge)), HasSubstr("contradict"));
    }
  }
  for (const std::uint32_t side : {0U, 23U, 25U, 5000U, ~0U}) {
    for (const std::size_t field :
         {offsetof(PackedHeader, input_width), offsetof(PackedHeader, input_height),
          offsetof(PackedHeader, train_side)}) {
      EXPECT_THAT(refusal(with_field(field, side)), HasSubstr("delete it"));
    }
  }
}

TEST_F(PackedTest, RefusesSizesThatTheRecordsDoNotHave) {
  for (const std::size_t field :
       {offsetof(PackedHeader, input_width), offsetof(PackedHeader, input_height)}) {
    EXPECT_THAT(refusal_of_sealed(field, 23U), HasSubstr("not valid"));
  }
  EXPECT_THAT(refusal_of_sealed(offsetof(PackedHeader, train_side), 25U), HasSubstr("not valid"));
  EXPECT_THAT(refusal_of_sealed(offsetof(PackedHeader, fit), 2U), HasSubstr("contradict"));
}

TEST_F(PackedTest, RefusesRecordsThatReachBeyondTheirPart) {
  const std::size_t second = sizeof(PackedHeader) + sizeof(PackedRecord);
  for (const std::uint64_t wrong : {std::uint64_t{0}, std::uint64_t{2}, ~std::uint64_t{0}}) {
    for (const std::size_t field :
         {offsetof(PackedRecord, pixels_begin), offsetof(PackedRecord, boxes_begin),
          offsetof(PackedRecord, id_begin), offsetof(PackedRecord, id_size)}) {
      EXPECT_THAT(refusal_of_sealed(second + field, wrong), HasSubstr("not valid")) << field;
    }
  }
  for (const std::uint32_t wrong : {0U, 2U, ~0U}) {
    for (const std::size_t field :
         {offsetof(PackedRecord, face_count), offsetof(PackedRecord, width),
          offsetof(PackedRecord, height)}) {
      EXPECT_THAT(refusal_of_sealed(second + field, wrong), HasSubstr("not valid")) << field;
    }
  }
  EXPECT_THAT(refusal_of_sealed(second + offsetof(PackedRecord, ignored_count), ~0U),
              HasSubstr("not valid"));
  EXPECT_THAT(refusal_of_sealed(second + offsetof(PackedRecord, image_width), 0),
              HasSubstr("not valid"));
}

TEST_F(PackedTest, RefusesBoxesThatAreNoNumbersOrBelongToNoRecord) {
  const std::size_t boxes = sizeof(PackedHeader) + 6 * sizeof(PackedRecord);
  EXPECT_THAT(refusal_of_sealed(boxes + 8, std::nan("")), HasSubstr("not valid"));
  const std::size_t last = sizeof(PackedHeader) + 5 * sizeof(PackedRecord);
  EXPECT_THAT(refusal_of_sealed(last + offsetof(PackedRecord, face_count), 0U),
              HasSubstr("more than its index names"));
}

TEST_F(PackedTest, OpensWhatIsThereAndPacksAgainWhatIsNot) {
  const auto folder = folder_ / "packed";
  const auto path = folder / (dataset_.digest + "-24.efspack");
  EXPECT_EQ(open_or_pack(dataset_, {.input = kInput}, folder).size(Part::kTrain),
            dataset_.train.size());
  ASSERT_TRUE(std::filesystem::exists(path));
  const auto written = std::filesystem::last_write_time(path);
  open_or_pack(dataset_, {.input = kInput}, folder);
  EXPECT_EQ(std::filesystem::last_write_time(path), written);

  std::filesystem::resize_file(path, 1000);
  EXPECT_EQ(open_or_pack(dataset_, {.input = kInput}, folder).input(), kInput);
  EXPECT_EQ(read_file(path), bytes_);

  write_packed(dataset_, {.input = {8, 8}}, path);  // a stale file under this name
  EXPECT_EQ(open_or_pack(dataset_, {.input = kInput}, folder).input(), kInput);
  Dataset other = dataset_;
  other.digest = std::string(64, '0');
  write_packed(other, {.input = kInput}, path);
  EXPECT_EQ(open_or_pack(dataset_, {.input = kInput}, folder).dataset_digest(), dataset_.digest);
}

TEST_F(PackedTest, RefusesInputsAndFilesThatCannotBe) {
  EXPECT_THROW(write_packed(dataset_, {.input = {0, 24}}, path_), UsageError);
  EXPECT_THROW(write_packed(dataset_, {.input = {24, 5000}}, path_), UsageError);
  EXPECT_THROW(write_packed(dataset_, {.input = kInput, .train_side = 23}, path_), UsageError);
  EXPECT_THROW(write_packed(dataset_, {.input = kInput, .train_side = 5000}, path_), UsageError);
  std::filesystem::remove(dataset_.samples[2].path);
  EXPECT_THAT(error_message([&] { write_packed(dataset_, {.input = kInput}, folder_ / "new"); }),
              HasSubstr("2.png"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "new"));
}

TEST_F(PackedTest, AnImageThatChangedWhilePackingIsNoticed) {
  folder_.write_photo("images/2.png", 41, 30, 1);
  EXPECT_THAT(error_message([&] { write_packed(dataset_, {.input = kInput}, folder_ / "new"); }),
              HasSubstr("changed while"));
}

TEST(PrepareImage, IsRgbAndKeepsTheSizeOfTheImage) {
  const TestFolder folder;
  cv::imwrite((folder / "red.png").string(), cv::Mat(10, 20, CV_8UC3, cv::Scalar(0, 0, 255)));
  const PreparedImage image = prepare_image(folder / "red.png", {4, 4});
  EXPECT_EQ(image.image_width, 20);
  EXPECT_EQ(image.image_height, 10);
  ASSERT_EQ(image.pixels.size(), 48U);
  for (std::size_t i = 0; i < 48; i += 3) {
    EXPECT_EQ(image.pixels[i], 255);
    EXPECT_EQ(image.pixels[i + 1], 0);
    EXPECT_EQ(image.pixels[i + 2], 0);
  }
}

// Halving by bilinear interpolation with half-pixel centres is the mean of each 2 x 2 block.
TEST(PrepareImage, ResizesBilinearlyWithHalfPixelCentres) {
  const TestFolder folder;
  cv::Mat image(4, 4, CV_8UC3);
  for (int i = 0; i < 16; ++i)
    image.at<cv::Vec3b>(i / 4, i % 4) = cv::Vec3b::all(static_cast<uchar>(4 * i));
  cv::imwrite((folder / "ramp.png").string(), image);
  const PreparedImage prepared = prepare_image(folder / "ramp.png", {2, 2});
  EXPECT_EQ(prepared.pixels[0], 10);  // (0 + 4 + 16 + 20) / 4
  EXPECT_EQ(prepared.pixels[3], 18);
  EXPECT_EQ(prepared.pixels[6], 42);
  EXPECT_EQ(prepared.pixels[9], 50);
}

}  // namespace
}  // namespace efs::data
