#include "study/trial.h"

#include <gmock/gmock.h>

#include <functional>

#include "core/error.h"

namespace efs::study {
namespace {

TEST(TrialState, NamesReadBack) {
  int ended = 0;
  for (int i = 0; i <= static_cast<int>(TrialState::kFailed); ++i) {
    const auto state = static_cast<TrialState>(i);
    EXPECT_EQ(trial_state(to_string(state)), state);
    ended += has_ended(state) ? 1 : 0;
  }
  EXPECT_EQ(ended, 5);
  EXPECT_FALSE(has_ended(TrialState::kPaused));
  try {
    trial_state("pausd");
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "unknown trial state 'pausd'; did you mean 'paused'?");
  }
}

TEST(ParamValue, TextIsTheShortestThatReadsBackEqual) {
  EXPECT_EQ(to_string(ParamValue(0.001)), "0.001");
  EXPECT_EQ(to_string(ParamValue(1e-5)), "1e-05");
  EXPECT_EQ(to_string(ParamValue(0.1 + 0.2)), "0.30000000000000004");
  EXPECT_EQ(to_string(ParamValue(std::int64_t{-7})), "-7");
  EXPECT_EQ(to_string(ParamValue(std::string("vgg11"))), "vgg11");
}

TEST(Trial, EpochsDoneCountsTheRunThatCounts) {
  Trial trial;
  EXPECT_EQ(trial.epochs_done(), 0);
  trial.epochs = {{.stage = 1, .epoch = 1}, {.stage = 1, .epoch = 2}};
  EXPECT_EQ(trial.epochs_done(), 2);
  trial.stage = 2;  // goes on from its checkpoint
  EXPECT_EQ(trial.epochs_done(), 2);
  trial.epochs.push_back({.stage = 2, .epoch = 3});
  EXPECT_EQ(trial.epochs_done(), 3);
  trial.restart = true;  // instead: from scratch
  trial.epochs.back().epoch = 1;
  EXPECT_EQ(trial.epochs_done(), 1);
  trial.epochs.pop_back();
  EXPECT_EQ(trial.epochs_done(), 0);
}

TEST(Trial, FinishTimesAreRecordedOrCountedBack) {
  Trial trial;
  trial.heartbeat_s = 100.0;
  EXPECT_TRUE(trial.finish_times_s().empty());
  trial.epochs = {{.epoch = 1, .seconds = 2.0},
                  {.epoch = 2, .seconds = 3.0},
                  {.epoch = 3, .seconds = 4.0},
                  {.epoch = 4, .seconds = 5.0}};
  EXPECT_THAT(trial.finish_times_s(), testing::ElementsAre(88.0, 91.0, 95.0, 100.0));
  trial.epochs[1].finished_unix_s = 60.0;
  EXPECT_THAT(trial.finish_times_s(), testing::ElementsAre(57.0, 60.0, 95.0, 100.0));
  trial.epochs[3].finished_unix_s = 101.0;
  EXPECT_THAT(trial.finish_times_s(), testing::ElementsAre(57.0, 60.0, 96.0, 101.0));
}

}  // namespace
}  // namespace efs::study
