#include "study/target_away.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/memory_storage.h"

namespace efs::study {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(TargetAway, IsToldUntilItIsThereAgain) {
  const auto storage = create_memory_storage({});
  EXPECT_THAT(targets_away(*storage, {"", "nano"}), IsEmpty());
  tell_target(*storage, "nano", "no answer");
  EXPECT_THAT(targets_away(*storage, {"pi4", "nano"}), ElementsAre("nano: no answer"));
  tell_target(*storage, "", "unplugged");
  EXPECT_THAT(targets_away(*storage, {""}), ElementsAre("unplugged"));
  tell_target(*storage, "nano", "");
  EXPECT_THAT(targets_away(*storage, {"pi4", "nano"}), IsEmpty());
}

}  // namespace
}  // namespace efs::study
