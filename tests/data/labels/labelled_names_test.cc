#include "data/labels/labelled_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/message_of.h"

namespace efs::data {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
namespace fs = std::filesystem;

const std::vector<LabelledImage> kImages{
    {.image_id = "2002/big/img_1.jpg", .faces = {}, .ignored = {}},
    {.image_id = "2002/big/img_2.jpg", .faces = {}, .ignored = {}},
    {.image_id = "./other/img_3.jpg", .faces = {}, .ignored = {}}};

const LabelledNames kNames("data/photos", kImages);

TEST(LabelledNames, AreThoseOfTheLabelFileHoweverSpelled) {
  EXPECT_EQ(kNames.find("2002/big/img_1.jpg"), "2002/big/img_1.jpg");
  EXPECT_EQ(kNames.find("2002/./big/x/../img_1.jpg"), "2002/big/img_1.jpg");
  EXPECT_EQ(kNames.find("other/img_3.jpg"), "./other/img_3.jpg");
}

TEST(LabelledNames, ArePathsToTheImages) {
  EXPECT_EQ(kNames.find("data/photos/2002/big/img_2.jpg"), "2002/big/img_2.jpg");
  EXPECT_EQ(kNames.find("./data/photos/2002/big/img_2.jpg"), "2002/big/img_2.jpg");
  EXPECT_EQ(kNames.find((fs::current_path() / "data/photos/2002/big/img_2.jpg").string()),
            "2002/big/img_2.jpg");
  const LabelledNames absolute(fs::current_path() / "data/photos", kImages);
  EXPECT_EQ(absolute.find("data/photos/2002/big/img_2.jpg"), "2002/big/img_2.jpg");
}

TEST(LabelledNames, AreNoOthers) {
  for (const char* name : {"img_1.jpg", "2002/big/img_4.jpg", "photos/2002/big/img_1.jpg",
                           "/2002/big/img_1.jpg", "2002/big", "../2002/big/img_1.jpg"}) {
    EXPECT_EQ(kNames.find(name), std::nullopt) << name;
  }
  EXPECT_EQ(kNames.nearest("img_1.jpg"), "2002/big/img_1.jpg");
  EXPECT_EQ(kNames.nearest("/elsewhere/img_2.jpg"), "2002/big/img_2.jpg");
  EXPECT_EQ(kNames.nearest("2002/bog/img_1.png"), "2002/big/img_1.jpg");
  EXPECT_EQ(kNames.nearest("completely different"), std::nullopt);
}

TEST(ByLabelledImage, JoinsTheNamesOfAnImage) {
  const auto found = by_labelled_image(
      read_detections("other/img_3.jpg 1 0 0 9 9\ndata/photos/other/img_3.jpg 2 0 0 8 8\n", "f"),
      kNames, "f");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.begin()->first, "./other/img_3.jpg");
  ASSERT_EQ(found.begin()->second.size(), 2U);
  EXPECT_EQ(found.begin()->second[1].score, 2.0);
}

TEST(ByLabelledImage, RefusesAnImageWithoutALabel) {
  const auto refusal = [](const std::string& text) {
    return message_of([&] { by_labelled_image(read_detections(text, "f"), kNames, "f"); });
  };
  EXPECT_THAT(refusal("other/img_3.jpg 1 0 0 9 9\nbig/img_1.jpg 1 0 0 9 9\n"),
              AllOf(StartsWith("f:2: "), HasSubstr("did you mean '2002/big/img_1.jpg'?")));
  EXPECT_THAT(refusal("completely different 1 0 0 9 9\n"),
              AllOf(StartsWith("f:1: "), Not(HasSubstr("did you mean"))));
}

}  // namespace
}  // namespace efs::data
