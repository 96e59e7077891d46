// What training reports is what search has rows for.
#include <gmock/gmock.h>

#include "nn/network.h"
#include "search/objectives/metrics.h"
#include "train/tasks/tasks.h"

namespace efs::tune {
namespace {

std::unique_ptr<train::Task> task() {
  return train::tasks().front().make(nn::build_network({.input = 32}), {});
}

TEST(Task, HasARowForEachMetricOfTraining) {
  std::vector<std::string> rows;
  for (const auto& metric : search::epoch_metrics()) rows.push_back(metric.name);
  EXPECT_THAT(task()->metric_names(), testing::UnorderedElementsAreArray(rows));
}

TEST(Task, GoesByTheSameAccuracyAsTraining) {
  EXPECT_EQ(search::Task{}.accuracy, task()->accuracy());
  EXPECT_EQ(search::Task{}.loss, train::kLoss);
}

}  // namespace
}  // namespace efs::tune
