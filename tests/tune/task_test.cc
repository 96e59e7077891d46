// What training reports is what search has rows for.
#include <gmock/gmock.h>

#include <map>

#include "core/text/named_rows.h"
#include "nn/catalogue.h"
#include "nn/network.h"
#include "search/objectives/metrics.h"
#include "train/tasks/tasks.h"

namespace efs::tune {
namespace {

/// The task of a network with this head.
std::unique_ptr<train::Task> task(const std::string& head, const std::string& loss) {
  const auto graph =
      nn::build_network({.head = head, .input = square(64), .tap = 16, .dense = {.levels = 2}});
  return train::task_of(graph).make(graph, {.loss = train::parse_loss(loss)});
}

const std::map<std::string, std::unique_ptr<train::Task>>& tasks_by_name() {
  static const auto tasks = [] {
    std::map<std::string, std::unique_ptr<train::Task>> all;
    all["single"] = task("gap", "giou");
    all["faces"] = task("dense", "giou + bce");
    return all;
  }();
  return tasks;
}

TEST(Task, SearchAndTrainingHaveTheSame) {
  EXPECT_EQ(names_of(search::tasks()), names_of(train::tasks()));
  for (const auto& row : search::tasks()) EXPECT_TRUE(tasks_by_name().contains(row.name));
}

TEST(Task, HasARowForEachMetricOfTraining) {
  for (const auto& row : search::tasks()) {
    EXPECT_THAT(tasks_by_name().at(row.name)->metric_names(),
                testing::UnorderedElementsAreArray(names_of(search::epoch_metrics(row))));
  }
}

TEST(Task, GoesByTheSameAccuracyAsTraining) {
  for (const auto& row : search::tasks()) {
    EXPECT_EQ(row.accuracy, tasks_by_name().at(row.name)->accuracy());
    EXPECT_EQ(row.loss, train::kLoss);
  }
}

TEST(Task, EachHasHeads) {
  for (const auto& row : search::tasks()) EXPECT_FALSE(nn::head_names(row.name).empty());
}

}  // namespace
}  // namespace efs::tune
