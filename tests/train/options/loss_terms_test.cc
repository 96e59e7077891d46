#include "train/options/loss_terms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"

namespace efs::train {
namespace {

using ::testing::HasSubstr;

std::string message_of(const std::string& text) {
  try {
    parse_loss(text);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

TEST(LossTerms, ReadNamesAndFactors) {
  EXPECT_EQ(parse_loss("smooth_l1"), (Loss{{LossKind::kSmoothL1, 1.0}}));
  EXPECT_EQ(parse_loss("giou + 5 * l1"), (Loss{{LossKind::kGiou, 1.0}, {LossKind::kL1, 5.0}}));
  EXPECT_EQ(parse_loss(" 0.5*ciou+ 2e-1 *smooth_l1 "),
            (Loss{{LossKind::kCiou, 0.5}, {LossKind::kSmoothL1, 0.2}}));
}

TEST(LossTerms, ReadBackEqual) {
  for (const char* text : {"smooth_l1", "iou", "diou + 0.1 * l1", "3 * eiou + giou + 7 * l1"}) {
    EXPECT_EQ(to_string(parse_loss(text)), text);
  }
}

TEST(LossTerms, RefuseWhatIsNoLoss) {
  EXPECT_THAT(message_of("goiu"), HasSubstr("did you mean 'giou'"));
  EXPECT_THAT(message_of(""), HasSubstr("loss"));
  EXPECT_THAT(message_of("giou +"), HasSubstr("loss"));
  for (const char* factor : {"0", "-1", "x", "", "nan", "inf", "1 2"}) {
    EXPECT_THAT(message_of(std::string(factor) + " * l1"), HasSubstr("factor")) << factor;
  }
}

}  // namespace
}  // namespace efs::train
