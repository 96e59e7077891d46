#include "search/objectives/metrics.h"

#include <gmock/gmock.h>

#include <set>

#include "core/error.h"
#include "core/text/named_rows.h"
#include "search/objectives/fitness.h"
#include "search/objectives/objectives.h"

namespace efs::search {
namespace {

TEST(Metrics, HaveNamesOfTheirOwnThatAFitnessReads) {
  std::set<std::string> names, tags;
  for (const auto* rows : {&epoch_metrics(), &cost_metrics()}) {
    for (const Metric& metric : *rows) {
      EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
      EXPECT_EQ(find_metric(metric.name), &metric);
      const Task& reporting = task(metric.task.empty() ? "single" : metric.task);
      EXPECT_EQ(Fitness({.task = reporting, .expression = metric.name}).value({{metric.name, 2.0}}),
                2.0);
      EXPECT_EQ(Fitness({.task = reporting,
                         .expression = "1 + val_loss",
                         .constraints = {metric.name + " < 3"}})
                    .violated({{metric.name, 4.0}}),
                metric.name + " < 3 (it is 4)");
    }
  }
  for (const Metric& metric : epoch_metrics()) {
    // As exported studies have them.
    EXPECT_TRUE(metric.name.starts_with("val_")) << metric.name;
    EXPECT_TRUE(tags.insert(metric.tag).second) << metric.tag;
  }
  EXPECT_EQ(find_metric("no_such"), nullptr);
}

TEST(Metrics, ATaskGoesByTwoOfItsOwn) {
  for (const Task& row : tasks()) {
    EXPECT_EQ(row.accuracy_metric().better, Direction::kMaximize);
    EXPECT_EQ(row.accuracy_metric().reference, 0.0);
    const auto names = names_of(epoch_metrics(row));
    EXPECT_THAT(names, testing::IsSupersetOf({row.accuracy, row.loss}));
  }
  EXPECT_EQ(task("single").loss_unit, "px");
  EXPECT_THROW(task("face"), UsageError);
}

TEST(Metrics, OfAnotherTaskAreUnknownToAFitness) {
  EXPECT_THROW(Fitness({.expression = "val_ap"}), UsageError);
  EXPECT_THROW(Fitness({.task = task("faces"), .expression = "val_iou"}), UsageError);
}

// One that a later task may go by.
TEST(Metrics, AnotherTaskIsJudgedByItsOwnAccuracy) {
  study::Trial trial;
  trial.epochs = {{.epoch = 1, .metrics = {{"val_iou", 0.9}, {"val_loss", 1.0}}},
                  {.epoch = 2, .metrics = {{"val_iou", 0.1}, {"val_loss", 3.0}}}};
  EXPECT_EQ(metrics_of(trial, Task{}).find("val_iou"), 0.9);
  const Task task{.accuracy = "val_loss"};
  EXPECT_EQ(metrics_of(trial, task, 2).find("val_iou"), 0.1);
  EXPECT_EQ(Objectives({.task = task, .expression = "val_loss"}).metrics(trial).find("val_loss"),
            3.0);
}

}  // namespace
}  // namespace efs::search
