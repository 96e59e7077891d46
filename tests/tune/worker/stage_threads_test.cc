#include "tune/worker/stage_threads.h"

#include <gtest/gtest.h>

namespace efs::tune {
namespace {

SearchOptions options(WorkerOptions workers) {
  SearchOptions out;
  out.space = search::grid_space({"resnet18", "mobilenet_v2", "alexnet"}, {1e-3, 1e-4});
  out.strategy.staged.stages = {{1, 9}, {2, 2}, {3, 1}};
  out.workers = workers;
  return out;
}

TEST(TrialsInStage, AreTheGridAndThenWhatIsKept) {
  const auto o = options({1, 1});
  EXPECT_EQ(trials_in_stage(o, 1), 6);
  EXPECT_EQ(trials_in_stage(o, 2), 3) << "a network goes on once";
  EXPECT_EQ(trials_in_stage(o, 3), 2);
}

TEST(ThreadsInStage, LentOnesLeaveNoWorkerIdle) {
  EXPECT_EQ(threads_in_stage(options({4, 1, true}), 1), 1);
  EXPECT_EQ(threads_in_stage(options({4, 1, true}), 2), 1) << "4 threads for 3 trials";
  EXPECT_EQ(threads_in_stage(options({4, 1, true}), 3), 2);
  EXPECT_EQ(threads_in_stage(options({4, 2, true}), 3), 4);
  EXPECT_EQ(threads_in_stage(options({1, 2, true}), 1), 2);
}

TEST(ThreadsInStage, AreThoseAskedForWhereNothingIsLent) {
  for (const int count : {1, 2, 4}) {
    for (const int stage : {1, 2, 3}) EXPECT_EQ(threads_in_stage(options({count, 1}), stage), 1);
  }
}

}  // namespace
}  // namespace efs::tune
