#include "core/text/spelling.h"

#include <gtest/gtest.h>

namespace efs {
namespace {

TEST(EditDistance, KnownAnswers) {
  EXPECT_EQ(edit_distance("", ""), 0);
  EXPECT_EQ(edit_distance("abc", ""), 3);
  EXPECT_EQ(edit_distance("", "abc"), 3);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3);  // Levenshtein's textbook example
  EXPECT_EQ(edit_distance("flaw", "lawn"), 2);
  EXPECT_EQ(edit_distance("ab", "ba"), 1);  // a swap of neighbours is one edit
  EXPECT_EQ(edit_distance("resnet81", "resnet18"), 1);
  EXPECT_EQ(edit_distance("same", "same"), 0);
}

TEST(NearestName, OffersWhatIsNear) {
  const std::vector<std::string> names{"alexnet", "resnet18", "resnet34", "vgg11"};
  EXPECT_EQ(nearest_name("resnet81", names), "resnet18");
  EXPECT_EQ(nearest_name("alexnt", names), "alexnet");
  EXPECT_EQ(nearest_name("vgg1", names), "vgg11");
  EXPECT_EQ(nearest_name("resnet35", names), "resnet34");
  EXPECT_FALSE(nearest_name("transformer", names).has_value());
  EXPECT_FALSE(nearest_name("x", {}).has_value());
}

TEST(UnknownNameMessage, OffersOrLists) {
  EXPECT_EQ(unknown_name_message("head", "gapp", {"gap", "conv"}),
            "unknown head 'gapp'; did you mean 'gap'?");
  EXPECT_EQ(unknown_name_message("head", "something", {"gap", "conv"}),
            "unknown head 'something'; there are: gap, conv");
}

}  // namespace
}  // namespace efs
