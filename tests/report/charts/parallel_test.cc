#include "report/charts/parallel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "report/fake_rung_study.h"
#include "report/fake_study.h"

namespace efs::report {
namespace {

using study::TrialState;
using testing::ElementsAre;

ParallelFigure figure_of(const ReportSource& source) {
  return parallel_figure(source, leaderboard_rows(source));
}

std::vector<std::string> names(const ParallelFigure& figure) {
  std::vector<std::string> result;
  for (const ParallelAxis& axis : figure.axes) result.push_back(axis.name);
  return result;
}

std::vector<std::string> labels(const ParallelAxis& axis) {
  std::vector<std::string> result;
  for (const Tick& tick : axis.ticks) result.push_back(tick.label);
  return result;
}

const ParallelAxis& axis_of(const ParallelFigure& figure, const std::string& name) {
  for (const ParallelAxis& axis : figure.axes) {
    if (axis.name == name) return axis;
  }
  throw std::out_of_range(name);
}

double position(const ParallelFigure& figure, int trial, const std::string& name) {
  for (const ParallelLine& line : figure.lines) {
    for (std::size_t i = 0; line.row.trial == trial && i < figure.axes.size(); ++i) {
      if (figure.axes[i].name == name) return line.positions.at(i);
    }
  }
  throw std::out_of_range(name);
}

TEST(Parallel, HasAnAxisForWhatVariesAndForEachResult) {
  ReportSource source = fake_study();
  for (study::Trial& trial : source.history.trials) trial.params["input"] = std::int64_t{64};
  const ParallelFigure figure = figure_of(source);
  EXPECT_THAT(names(figure), ElementsAre("architecture", "learning_rate", "validation IoU",
                                         "latency, ms", "fitness"));
  ASSERT_EQ(figure.lines.size(), 5U);  // neither the infeasible ones nor the diverged one
  EXPECT_EQ(figure.lines[0].row.trial, 2);
  EXPECT_EQ(trial_label(figure.lines[0].row), "middle (lr 0.001)");
  for (const ParallelLine& line : figure.lines) {
    ASSERT_EQ(line.positions.size(), figure.axes.size());
    for (const double at : line.positions) EXPECT_TRUE(at >= 0.0 && at <= 1.0) << at;
  }
}

TEST(Parallel, SpacesNamesEvenlyFromTheTop) {
  const ParallelFigure figure = figure_of(fake_study());
  EXPECT_THAT(labels(figure.axes[0]), ElementsAre("small", "middle", "large"));
  EXPECT_EQ(position(figure, 4, "architecture"), 1.0);  // large
  EXPECT_EQ(position(figure, 2, "architecture"), 0.5);
  EXPECT_EQ(position(figure, 0, "architecture"), 0.0);
}

ReportSource with_rates(const std::vector<double>& rates) {
  ReportSource source = fake_study();
  for (std::size_t i = 0; i < rates.size(); ++i) {
    source.history.trials[i].params["learning_rate"] = rates[i];
  }
  return source;
}

TEST(Parallel, PlacesAWideRangeLogarithmically) {
  // Trial 1 diverged: its learning rate is not on the axis.
  const ParallelFigure figure = figure_of(with_rates({1e-4, 1.0, 1e-3, 1e-2, 1e-3, 1e-2}));
  EXPECT_TRUE(axis_of(figure, "learning_rate").logarithmic);
  EXPECT_NEAR(position(figure, 2, "learning_rate"), 0.5, 1e-12);
  EXPECT_THAT(labels(axis_of(figure, "learning_rate")), ElementsAre("0.0001", "0.001", "0.01"));
}

TEST(Parallel, PlacesANarrowRangeLinearly) {
  const ParallelFigure figure = figure_of(with_rates({0.01, 1.0, 0.1, 0.2, 0.1, 0.2}));
  EXPECT_FALSE(axis_of(figure, "learning_rate").logarithmic);
  EXPECT_NEAR(position(figure, 2, "learning_rate"), 0.09 / 0.19, 1e-12);
}

TEST(Parallel, PlacesZeroLinearlyThoughNoFactorSpansIt) {
  const ParallelFigure figure = figure_of(with_rates({0.0, 1.0, 0.1, 5.0, 0.1, 5.0}));
  EXPECT_FALSE(axis_of(figure, "learning_rate").logarithmic);
  EXPECT_NEAR(position(figure, 2, "learning_rate"), 0.02, 1e-12);
}

TEST(Parallel, HasAPlaceForTrialsWithoutAParameter) {
  ReportSource source = fake_study();
  source.history.trials[2].params["tap"] = std::int64_t{8};
  source.history.trials[4].params["tap"] = std::int64_t{16};
  const ParallelFigure figure = figure_of(source);
  EXPECT_THAT(labels(axis_of(figure, "tap")), ElementsAre("none", "8", "16"));
  EXPECT_EQ(position(figure, 0, "tap"), 0.0);
  EXPECT_GT(position(figure, 2, "tap"), 0.05);
  EXPECT_EQ(position(figure, 4, "tap"), 1.0);
}

TEST(Parallel, TakesNumbersThatAreNoneForNames) {
  const ParallelFigure figure = figure_of(with_rates({0.1, 1.0, std::nan(""), 0.2, 0.1, 0.2}));
  EXPECT_THAT(labels(axis_of(figure, "learning_rate")), ElementsAre("nan", "0.2", "0.1"));
}

TEST(Parallel, ShadesByTheRankOfTheFitness) {
  ReportSource source = fake_study();
  const auto shade_of = [](const ParallelFigure& figure, int trial) {
    for (const ParallelLine& line : figure.lines) {
      if (line.row.trial == trial) return line.shade.value_or(-1.0);
    }
    return -2.0;
  };
  EXPECT_EQ(shade_of(figure_of(source), 2), 1.0);   // the best of five
  EXPECT_EQ(shade_of(figure_of(source), 4), 0.75);  // the second
  EXPECT_EQ(shade_of(figure_of(source), 0), 0.0);
  source.fitness.direction = search::Direction::kMinimize;
  EXPECT_EQ(shade_of(figure_of(source), 0), 1.0);
}

TEST(Parallel, KnowsNoLatencyThatFailed) {
  ReportSource source = fake_study();
  source.history.trials[2].cost->latencies.at(study::kFirstTarget).median_ms = 0.0;
  const ParallelFigure figure = figure_of(source);
  EXPECT_EQ(labels(axis_of(figure, "latency, ms")).front(), "none");
  EXPECT_EQ(position(figure, 2, "latency, ms"), 0.0);
}

TEST(Parallel, IsEmptyWhereNothingVariesOrIsJudged) {
  ReportSource source = fake_study();
  for (study::Trial& trial : source.history.trials) {
    trial.params = {{"architecture", std::string("small")}};
  }
  EXPECT_TRUE(figure_of(source).lines.empty());
  source = fake_study();
  for (study::Trial& trial : source.history.trials) trial.state = TrialState::kFailed;
  EXPECT_TRUE(figure_of(source).lines.empty());
}

TEST(Parallel, DrawsAsManyAsCanBeSeen) {
  const ParallelFigure figure =
      figure_of(fake_rung_study({.trials = 500, .workers = 3, .rungs = {2, 4}}));
  EXPECT_EQ(figure.lines.size(), kMostParallelLines);
  EXPECT_GT(figure.trials, kMostParallelLines);
}

}  // namespace
}  // namespace efs::report
