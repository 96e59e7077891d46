#include "data/dataset/photo_groups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/dataset/division.h"
#include "data/test_folder.h"

namespace efs::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(SamePhotographs, PairsAndEqualFilesJoin) {
  const std::vector<Photograph> photographs = {
      {"a", "1", ""}, {"b", "2", ""}, {"c", "3", ""}, {"d", "1", ""}, {"e", "5", ""}};
  const std::vector<ImageIdPair> pairs = {{"b", "d"}};
  EXPECT_THAT(group_photographs(photographs, pairs), ElementsAre(0, 0, 1, 0, 2));
}

TEST(SamePhotographs, AChainThroughAnImageThatIsNotUsedJoins) {
  const std::vector<Photograph> photographs = {{"a", "1", ""}, {"b", "2", ""}, {"c", "3", ""}};
  const std::vector<ImageIdPair> pairs = {{"a", "unused"}, {"unused", "c"}, {"x", "y"}};
  EXPECT_THAT(group_photographs(photographs, pairs), ElementsAre(0, 1, 0));
}

TEST(SamePhotographs, GroupsJoin) {
  const std::vector<Photograph> photographs = {
      {"a", "1", "ann"}, {"b", "2", ""}, {"c", "3", "bob"}, {"d", "2", "ann"}, {"e", "5", "bob"}};
  EXPECT_THAT(group_photographs(photographs, {}), ElementsAre(0, 0, 1, 0, 1));
}

// An id or a group that looks like another file's digest joins nothing.
TEST(SamePhotographs, NamesGroupsAndDigestsAreApart) {
  const std::vector<Photograph> photographs = {{"a", "b", "2"}, {"b", "2", "a"}};
  EXPECT_THAT(group_photographs(photographs, {}), ElementsAre(0, 1));
}

TEST(NearDuplicates, ReadsPairsAndRefusesOtherLines) {
  const TestFolder folder;
  const auto good = folder.write("good", "a.jpg b.jpg\r\n\n./c d.jpg\te.jpg\n");
  EXPECT_THAT(read_near_duplicates(good),
              ElementsAre(ImageIdPair{"a.jpg", "b.jpg"}, ImageIdPair{"c d.jpg", "e.jpg"}));
  for (const std::string line : {"a.jpg", "a.jpg b.jpg c.jpg", "a.jpg b c.jpg"}) {
    const auto path = folder.write("bad", "a.jpg b.jpg\n" + line);
    EXPECT_THAT(error_message([&] { read_near_duplicates(path); }), HasSubstr("bad:2: ")) << line;
  }
}

TEST(Folds, ReadsLinesAndRefusesOthers) {
  const TestFolder folder;
  const auto folds = read_folds(folder.write("good", "a.jpg 1\r\nb c.jpg\t12\n./a.jpg 1\n"));
  EXPECT_EQ(folds.size(), 2U);
  EXPECT_EQ(folds.at("a.jpg"), 1);
  EXPECT_EQ(folds.at("b c.jpg"), 12);
  for (const std::string line : {"b.jpg", "b.jpg one", "b.jpg -1", "b.jpg 1.5", "7", "a.jpg 2"}) {
    const auto path = folder.write("bad", "a.jpg 1\n" + line);
    EXPECT_THAT(error_message([&] { read_folds(path); }), HasSubstr("bad:2: ")) << line;
  }
}

}  // namespace
}  // namespace efs::data
