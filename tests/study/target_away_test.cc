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
  const History unmeasured{.trials = {Trial{}}};
  const auto away = [&](const std::vector<std::string>& targets) {
    return targets_away(*storage, unmeasured, targets);
  };
  EXPECT_THAT(away({"", "nano"}), IsEmpty());
  tell_target(*storage, "nano", "no answer");
  EXPECT_THAT(away({"pi4", "nano"}), ElementsAre("nano: no answer"));
  tell_target(*storage, "", "unplugged");
  EXPECT_THAT(away({""}), ElementsAre("unplugged"));
  tell_target(*storage, "nano", "");
  EXPECT_THAT(away({"pi4", "nano"}), IsEmpty());
}

// Two workers found it away; the one that came back first measured all that was left.
TEST(TargetAway, DoesNotCountWhereNothingIsLeftToMeasure) {
  const auto storage = create_memory_storage({});
  tell_target(*storage, "nano", "no answer");
  Trial measured, failed;
  measured.cost.emplace();
  failed.state = TrialState::kFailed;
  EXPECT_THAT(targets_away(*storage, {.trials = {measured, failed}}, {"nano"}), IsEmpty());
  EXPECT_THAT(targets_away(*storage, {.trials = {measured, Trial{}}}, {"nano"}),
              ElementsAre("nano: no answer"));
}

}  // namespace
}  // namespace efs::study
