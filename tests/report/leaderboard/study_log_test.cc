#include "report/leaderboard/study_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/fake_rung_study.h"

namespace efs::report {
namespace {

using study::TrialState;
using testing::ElementsAre;

EpochRecord epoch(int stage, int number, double finished_s, double iou) {
  return {.stage = stage,
          .epoch = number,
          .metrics = {{"val_iou", iou}},
          .seconds = 2.0,
          .finished_unix_s = finished_s,
          .worker = "vm:1"};
}

std::vector<std::string> texts(const ReportSource& source, std::size_t most = 100) {
  std::vector<std::string> all;
  for (const LogLine& line : study_log(source, most)) {
    all.push_back(std::to_string(static_cast<int>(line.unix_s)) + " " + std::to_string(line.trial) +
                  " " + line.text);
  }
  return all;
}

ReportSource two_trials() {
  ReportSource source;
  source.history.trials = {
      {.number = 0,
       .state = TrialState::kCompleted,
       .stage = 2,
       .heartbeat_s = 130.0,
       .epochs = {epoch(1, 1, 102, 0.5), epoch(1, 2, 104, 0.6), epoch(2, 3, 130, 0.7)}},
      {.number = 1,
       .state = TrialState::kStopped,
       .reason = "not among the best",
       .heartbeat_s = 109.0,
       .epochs = {epoch(1, 1, 108, 0.4)}},
      {.number = 2}};
  return source;
}

TEST(StudyLog, TellsWhenTrialsBeganFinishedAStageAndEnded) {
  EXPECT_THAT(texts(two_trials()),
              ElementsAre("100 0 began on vm:1", "104 0 stage 1, epoch 2: IoU 0.6000",
                          "106 1 began on vm:1", "108 1 stage 1, epoch 1: IoU 0.4000",
                          "109 1 stopped: not among the best", "130 0 stage 2, epoch 3: IoU 0.7000",
                          "130 0 completed"));
}

TEST(StudyLog, KeepsTheLatest) {
  EXPECT_THAT(texts(two_trials(), 2),
              ElementsAre("130 0 stage 2, epoch 3: IoU 0.7000", "130 0 completed"));
}

TEST(StudyLog, LeavesOutWhatHasNoTime) {
  ReportSource source = two_trials();
  for (auto& trial : source.history.trials) {
    trial.heartbeat_s = 0.0;
    for (auto& record : trial.epochs) record.finished_unix_s = 0.0;
  }
  EXPECT_THAT(texts(source), ElementsAre());
}

TEST(StudyLog, EscapesWhatWorkersWrote) {
  ReportSource source = two_trials();
  source.history.trials[1].reason = "a\nb\x1b[2J";
  for (const LogLine& line : study_log(source, 100)) {
    EXPECT_EQ(line.text.find_first_of("\n\x1b"), std::string::npos) << line.text;
  }
}

}  // namespace
}  // namespace efs::report
