#include "data/dataset/seen_photographs.h"

#include <gtest/gtest.h>

namespace efs::data {
namespace {

Dataset small_dataset() {
  Dataset dataset;
  dataset.file_digests = {"00000001aa", "ffffffffbb", "0000000acc", "12345678dd"};
  dataset.train = {0, 1};
  dataset.validation = {2};
  dataset.crop_digests = {"0badcafe00", "0badcafe00"};
  return dataset;
}

TEST(SeenPhotographs, KnowsHowEachWasUsed) {
  const SeenPhotographs seen(small_dataset());
  const auto read = SeenPhotographs::parse(seen.text());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->text(), seen.text());
  EXPECT_EQ(read->how("00000001anything"), Seen::kTrained);
  EXPECT_EQ(read->how("ffffffffbb"), Seen::kTrained);
  EXPECT_EQ(read->how("0badcafe00"), Seen::kTrained);
  EXPECT_EQ(read->how("0000000acc"), Seen::kValidated);
  EXPECT_EQ(read->how("12345678dd"), Seen::kNever);
  EXPECT_EQ(read->how("short"), Seen::kNever);
}

TEST(SeenPhotographs, OtherTextsAreNotBelieved) {
  for (const char* text : {"", "t0000000", "x00000001", "t0000000g", "t00000001v"}) {
    EXPECT_FALSE(SeenPhotographs::parse(text)) << text;
  }
}

}  // namespace
}  // namespace efs::data
