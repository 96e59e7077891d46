// What training reports is what search has rows for.
#include <gmock/gmock.h>

#include "search/objectives/metrics.h"
#include "train/metrics.h"

namespace efs::tune {
namespace {

std::vector<std::string> sorted_names(const NamedValues& values) {
  std::vector<std::string> names;
  for (const auto& value : values) names.push_back(value.first);
  return names;
}

TEST(Task, HasARowForEachMetricOfTraining) {
  std::vector<std::string> rows;
  for (const auto& metric : search::epoch_metrics()) rows.push_back(metric.name);
  EXPECT_THAT(sorted_names(train::validation_metrics(1.0, {1.0})),
              testing::UnorderedElementsAreArray(rows));
  EXPECT_THAT(sorted_names(train::diverged_metrics()), testing::UnorderedElementsAreArray(rows));
}

TEST(Task, GoesByTheSameAccuracyAsTraining) {
  EXPECT_EQ(search::Task{}.accuracy, train::kAccuracy);
  EXPECT_EQ(search::Task{}.loss, train::kLoss);
}

}  // namespace
}  // namespace efs::tune
