#include "cli/torch_free/study_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/program.h"
#include "cli/torch_free/front_study.h"
#include "cli/torch_free/status_text.h"
#include "cli/torch_free/study_reading.h"

namespace efs::cli {
namespace {

using efs::TemporaryFolder;
using ::testing::HasSubstr;

class StudyStatusTest : public ::testing::Test {
 protected:
  StudyStatusTest() {
    make_study(folder_ / "one", "one");
    reading_ = read_study(*study::study_in(folder_ / "one"));
    written_s_ = reading_.written_s;
    reading_.now_s = 1.7e9 + 7200.0;
    reading_.written_s = 1.7e9 + 7140.0;
    auto& running = source_.history.trials.at(1);
    running.heartbeat_s = reading_.now_s - 12.0;
    running.lease_until_s = reading_.now_s + 108.0;
  }
  StudyStatus status() const { return study_status(reading_, folder_ / "one"); }

  TemporaryFolder folder_;
  StudyReading reading_;
  report::ReportSource& source_ = reading_.source;
  double written_s_ = 0.0;
};

TEST_F(StudyStatusTest, TellsHowFarItIs) {
  const StudyStatus now = status();
  EXPECT_EQ(now.age_s, 7200.0);
  EXPECT_EQ(now.idle_s, 60.0);
  EXPECT_EQ(now.stage, 1);
  EXPECT_EQ(now.stages, static_cast<int>(source_.stages.size()));
  EXPECT_FALSE(now.done);
  EXPECT_EQ(now.totals.epochs, 3);
  ASSERT_EQ(now.running.size(), 1U);
  EXPECT_EQ(now.running[0].trial, 1);
  EXPECT_EQ(now.running[0].label, "alexnet (lr 0.001)");
  EXPECT_EQ(now.running[0].worker, "host:1");
  EXPECT_EQ(now.running[0].epochs, 1);
  EXPECT_EQ(now.running[0].target_epoch, 2);
  EXPECT_EQ(now.running[0].last_accuracy, 0.5);
  EXPECT_EQ(now.running[0].heartbeat_age_s, 12.0);
  EXPECT_FALSE(now.running[0].silent);
}

TEST_F(StudyStatusTest, IsDoneWhenEveryTrialHasEnded) {
  source_.history.trials[0].state = study::TrialState::kCompleted;
  EXPECT_FALSE(status().done);
  source_.history.trials[1].state = study::TrialState::kDiverged;
  EXPECT_TRUE(status().done);
  source_.history.trials.clear();
  EXPECT_FALSE(status().done);
  EXPECT_EQ(status().stage, 0);
}

// Two trials of equal networks, 3 epochs of 60 s recorded, 1 of 4 open in stage 1, then both for 20
// epochs more and for another 30; one worker.
TEST_F(StudyStatusTest, EstimatesSpeedAndTimeLeft) {
  reading_.outlook.strategy.staged.stages = {{2, 8}, {22, 2}, {52, 1}};
  reading_.outlook.shares.clear();
  const StudyStatus now = status();
  EXPECT_EQ(now.images_per_second, 30.0);
  EXPECT_DOUBLE_EQ(now.time_left.value().seconds, 60.0 * (1 + 2 * 20 + 2 * 30));
  for (auto& trial : source_.history.trials) trial.state = study::TrialState::kStopped;
  EXPECT_FALSE(status().time_left.has_value());
}

TEST_F(StudyStatusTest, IsForProgramsToo) {
  const Json json = to_json(status());
  EXPECT_EQ(json.at("study"), "one");
  EXPECT_EQ(json.at("trial_count"), 2);
  EXPECT_EQ(json.at("trials").at("running"), 1);
  EXPECT_EQ(json.at("best").at("trial"), 0);
  EXPECT_EQ(json.at("best").at("val_iou"), 0.625);
  EXPECT_EQ(json.at("running").at(0).at("target_epoch"), 2);
  source_.history.trials.clear();
  EXPECT_TRUE(to_json(status()).at("best").is_null());
}

TEST_F(StudyStatusTest, ReadsWellOnATerminal) {
  const std::string screen = status_text(status());
  EXPECT_THAT(screen, HasSubstr("running  trial 1 alexnet (lr 0.001), stage 1, epoch 1/2"));
  EXPECT_THAT(screen, HasSubstr("by host:1, heard of 12.0 s ago"));
  source_.history.trials.at(1).lease_until_s = reading_.now_s - 1.0;
  EXPECT_THAT(status_text(status()), HasSubstr("silent, last heard of 12.0 s ago"));
  EXPECT_THAT(screen, HasSubstr("best     resnet18 (lr 0.001): IoU 0.6250, 12.50 ms"));
  const std::string list = list_text({status()});
  EXPECT_THAT(list, HasSubstr((folder_ / "one").string()));
  EXPECT_THAT(list, HasSubstr("stage 1/"));
}

TEST_F(StudyStatusTest, SeesWhenTheDatabaseWasWritten) { EXPECT_GT(written_s_, 1.7e9); }

}  // namespace
}  // namespace efs::cli
