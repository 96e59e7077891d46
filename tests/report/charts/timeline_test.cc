#include "report/charts/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/fake_rung_study.h"
#include "report/fake_study.h"

namespace efs::report {
namespace {

using testing::ElementsAre;

TimelineFigure figure_of(const ReportSource& source) {
  return timeline_figure(source, leaderboard_rows(source));
}

/// Epochs of one trial: when each ended, seconds; each lasts 10 s.
ReportSource epochs_that_end(const std::vector<double>& ends_s) {
  ReportSource source;
  study::Trial trial;
  trial.params = {{"architecture", std::string("net")}};
  for (const double end_s : ends_s) {
    trial.epochs.push_back({.epoch = static_cast<int>(trial.epochs.size()) + 1,
                            .metrics = {{"val_iou", 0.5}},
                            .seconds = 10.0,
                            .finished_unix_s = 1e9 + end_s,
                            .worker = "w"});
  }
  source.history.trials = {trial};
  return source;
}

TEST(Timeline, HasARowForEachWorker) {
  const TimelineFigure figure = figure_of(fake_study());
  EXPECT_THAT(figure.workers, ElementsAre("host-1", "host-2"));
  for (const TimelineBar& bar : figure.bars) EXPECT_EQ(bar.worker, bar.trial % 2);
}

TEST(Timeline, JoinsTheEpochsOfATrialInAStage) {
  const TimelineFigure figure = figure_of(epochs_that_end({10, 20, 30.5, 41}));
  ASSERT_EQ(figure.bars.size(), 1U);
  EXPECT_EQ(figure.bars[0].from_s, 0.0);
  EXPECT_EQ(figure.bars[0].to_s, 41.0);
  EXPECT_EQ(figure.bars[0].first_epoch, 1);
  EXPECT_EQ(figure.bars[0].last_epoch, 4);
  EXPECT_EQ(figure.bars[0].epochs, 4);
  EXPECT_EQ(figure.bars[0].runs, 1);
}

TEST(Timeline, ShowsAPause) {
  const TimelineFigure figure = figure_of(epochs_that_end({10, 20, 500, 510}));
  ASSERT_EQ(figure.bars.size(), 2U);
  EXPECT_EQ(figure.bars[0].to_s, 20.0);
  EXPECT_EQ(figure.bars[1].from_s, 490.0);
  EXPECT_EQ(figure.bars[1].first_epoch, 3);
}

TEST(Timeline, ShowsWhereAStageBegins) {
  ReportSource source = epochs_that_end({10, 20, 30});
  source.history.trials[0].epochs[2].stage = 2;
  const TimelineFigure figure = figure_of(source);
  ASSERT_EQ(figure.bars.size(), 2U);
  EXPECT_EQ(figure.bars[0].last_epoch, 2);
  EXPECT_EQ(figure.bars[1].stage, 2);
}

TEST(Timeline, ShowsWhereATrialBegins) {
  ReportSource source = epochs_that_end({10, 20});
  source.history.trials.push_back(source.history.trials[0]);
  study::Trial& second = source.history.trials[1];
  second.number = 1;
  for (study::EpochRecord& record : second.epochs) record.finished_unix_s += 20.0;
  const TimelineFigure figure = figure_of(source);
  ASSERT_EQ(figure.bars.size(), 2U);
  EXPECT_EQ(figure.bars[1].trial, 1);
  EXPECT_EQ(figure.bars[1].from_s, 20.0);
}

TEST(Timeline, HasABarForEachStageOfATrial) {
  // Four of six trials end in stage 1, one in stage 2, one in stage 3.
  const TimelineFigure figure = figure_of(fake_study());
  EXPECT_EQ(figure.bars.size(), 6U + 2U + 1U);
  EXPECT_EQ(figure.last_stage, 3);
  EXPECT_EQ(figure.labels.at(2), "middle (lr 0.001)");
}

TEST(Timeline, ShowsWhenTwoWorkersTookTurns) {
  ReportSource source = epochs_that_end({10, 20, 30});
  source.history.trials[0].epochs[1].worker = "other";
  const TimelineFigure figure = figure_of(source);
  EXPECT_THAT(figure.workers, ElementsAre("other", "w"));
  EXPECT_EQ(figure.bars.size(), 3U);
}

TEST(Timeline, CountsEpochsWithoutATimeAndNamesAWorkerWithoutAName) {
  ReportSource source = epochs_that_end({10, 20, 30});
  source.history.trials[0].epochs[0].finished_unix_s = 0.0;
  source.history.trials[0].epochs[1].worker.clear();
  const TimelineFigure figure = figure_of(source);
  EXPECT_EQ(figure.without_time, 1);
  EXPECT_THAT(figure.workers, ElementsAre("?", "w"));
}

TEST(Timeline, IsEmptyWhereNoTimeIsKnown) {
  ReportSource source = fake_study();
  for (study::Trial& trial : source.history.trials) {
    for (study::EpochRecord& record : trial.epochs) record.finished_unix_s = 0.0;
  }
  EXPECT_TRUE(figure_of(source).bars.empty());
  source.history.trials.clear();
  EXPECT_TRUE(figure_of(source).bars.empty());
}

TEST(Timeline, HasTicksInAUnitThatFits) {
  const TimelineFigure figure = figure_of(epochs_that_end({10, 7200, 36000}));
  EXPECT_EQ(figure.unit, "hours");
  EXPECT_EQ(figure.span_s, 36000.0);
  EXPECT_EQ(figure.ticks.front().value, 0.0);
  EXPECT_EQ(figure.ticks.back().value, 36000.0);
  EXPECT_EQ(figure.ticks.back().label, "10");
}

TEST(Timeline, JoinsWhatIsTooShortToBeSeen) {
  // 100 workers with 100 trials of 100 epochs each: a million epochs.
  ReportSource source;
  study::EpochRecord record{.metrics = {{"val_iou", 0.5}}, .seconds = 1.0};
  for (int worker = 0; worker < 100; ++worker) {
    record.worker = "node-" + std::to_string(worker);
    record.finished_unix_s = 1e9;
    for (int run = 0; run < 100; ++run) {
      study::Trial trial;
      trial.number = static_cast<int>(source.history.trials.size());
      for (record.epoch = 1; record.epoch <= 100; ++record.epoch) {
        record.finished_unix_s += 1.0;
        trial.epochs.push_back(record);
      }
      source.history.trials.push_back(std::move(trial));
    }
  }
  const TimelineFigure figure = timeline_figure(source, {});
  EXPECT_LE(figure.bars.size(), kMostBars);
  EXPECT_GE(figure.bars.size(), kMostBars / 4);
  EXPECT_TRUE(figure.merged);
  int epochs = 0, runs = 0;
  for (const TimelineBar& bar : figure.bars) {
    epochs += bar.epochs;
    runs += bar.runs;
  }
  EXPECT_EQ(epochs, 1000000);
  EXPECT_EQ(runs, 10000);
}

}  // namespace
}  // namespace efs::report
