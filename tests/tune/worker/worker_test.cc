#include "tune/worker/worker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <thread>

#include "core/error.h"
#include "support/memory_storage.h"
#include "tune/model/best.h"
#include "tune/temporary_study.h"

namespace efs::tune {
namespace {

using study::TrialState;
using ::testing::HasSubstr;

WorkerEnd work(
    const TemporaryStudy& files, study::Storage& storage,
    std::function<StopRequest()> stop = [] { return StopRequest::kNone; }) {
  WorkerObserver silent;
  const auto packed = files.packed();
  const StartWeights weights(files.options);
  Worker worker(
      "test", {files.options, storage, files.folder(), {packed, weights}, silent, std::move(stop)});
  return worker.run();
}

std::vector<double> losses(study::Storage& storage) {
  std::vector<double> values;
  for (const auto& trial : storage.history().trials) {
    for (const auto& record : trial.epochs) values.push_back(record.metrics.value("val_loss"));
  }
  return values;
}

TEST(Worker, TrainsTheGridAndPromotesTheBest) {
  const TemporaryStudy files;
  const auto storage = study::create_memory_storage({.seed = 1});
  EXPECT_EQ(work(files, *storage), WorkerEnd::kStudyDone);
  const auto history = storage->history();
  ASSERT_EQ(history.trials.size(), 2U);
  const auto winner = winner_of(files.options, history);
  ASSERT_TRUE(winner.has_value());
  const auto& best = history.trials[static_cast<std::size_t>(*winner)];
  const auto& other = history.trials[static_cast<std::size_t>(1 - *winner)];
  EXPECT_EQ(best.state, TrialState::kCompleted);
  EXPECT_EQ(best.epochs_done(), 2);
  EXPECT_EQ(other.state, TrialState::kStopped);
  EXPECT_EQ(other.epochs_done(), 1);
  EXPECT_EQ(best.latency()->median_ms, other.latency()->median_ms)
      << "one measurement per architecture";
  for (const auto& trial : history.trials) {
    EXPECT_FALSE(trial_weights(files.options, trial, files.folder()).empty());
    EXPECT_FALSE(std::filesystem::exists(files.folder().checkpoint(trial.number, 1)))
        << "only weights are kept";
  }
}

TEST(Worker, PreparesAllTrialsAndTrainsNone) {
  TemporaryStudy files;
  files.options.space = search::grid_space({"squeezenet1_1", "resnet18"}, {1e-3, 1e-4});
  files.options.fitness.constraints = {"params < 5e6"};
  const auto storage = study::create_memory_storage({.seed = 1});
  WorkerObserver silent;
  const auto packed = files.packed();
  const StartWeights weights(files.options);
  Worker("test", {files.options,
                  *storage,
                  files.folder(),
                  {packed, weights},
                  silent,
                  [] { return StopRequest::kNone; }})
      .prepare_all();
  const auto history = storage->history();
  ASSERT_EQ(history.trials.size(), 4U);
  for (const auto& trial : history.trials) {
    EXPECT_GT(trial.latency()->median_ms, 0.0);
    EXPECT_GT(trial.macs(), 0);
    EXPECT_TRUE(trial.epochs.empty());
    const bool small = trial.params.at("architecture") == study::ParamValue("squeezenet1_1");
    EXPECT_EQ(trial.state, small ? TrialState::kQueued : TrialState::kInfeasible);
  }
}

TEST(Worker, ATrialThatLearnsNothingMoreIsThroughWithItsStage) {
  TemporaryStudy files;
  files.options.space = search::grid_space({"squeezenet1_1"}, {1e-30});
  files.options.strategy.staged.stages = {{5, 1}, {9, 1}};
  files.options.train.patience = 2;
  const auto storage = study::create_memory_storage({.seed = 1});
  EXPECT_EQ(work(files, *storage), WorkerEnd::kStudyDone);
  const auto trial = storage->history().trials.at(0);
  EXPECT_EQ(trial.state, TrialState::kCompleted);
  EXPECT_EQ(trial.epochs_done(), 3) << "the first epoch, and two that were no better";
}

TEST(Worker, StoppedAfterAnyEpochItGoesOnAsIfItHadNotBeen) {
  const TemporaryStudy steady;
  const auto undisturbed = study::create_memory_storage({.seed = 1});
  work(steady, *undisturbed);

  const TemporaryStudy files;
  const auto storage = study::create_memory_storage({.seed = 1});
  int runs = 0;
  // Asks to stop as soon as a further epoch has been recorded.
  for (WorkerEnd end = WorkerEnd::kStopped; end == WorkerEnd::kStopped; ++runs) {
    const auto before = losses(*storage).size();
    end = work(files, *storage, [&] {
      return losses(*storage).size() > before ? StopRequest::kAfterEpoch : StopRequest::kNone;
    });
  }
  EXPECT_GE(runs, 3);
  EXPECT_EQ(losses(*storage), losses(*undisturbed));
}

TEST(Worker, AStopAtOnceReturnsTheTrialToTheQueue) {
  const TemporaryStudy files;
  const auto storage = study::create_memory_storage({.seed = 1});
  int asked = 0;
  EXPECT_EQ(
      work(files, *storage, [&] { return ++asked > 3 ? StopRequest::kNow : StopRequest::kNone; }),
      WorkerEnd::kStopped);
  for (const auto& trial : storage->history().trials) {
    EXPECT_EQ(trial.state, TrialState::kQueued);
    EXPECT_TRUE(trial.epochs.empty());
  }
  EXPECT_EQ(work(files, *storage), WorkerEnd::kStudyDone);
}

TEST(Worker, ADamagedCheckpointIsTrainedAgainFromScratch) {
  const TemporaryStudy files;
  const auto storage = study::create_memory_storage({.seed = 1});
  work(files, *storage,
       [&] { return losses(*storage).empty() ? StopRequest::kNone : StopRequest::kAfterEpoch; });
  std::filesystem::resize_file(files.folder().checkpoint(0, 1), 1000);
  EXPECT_EQ(work(files, *storage), WorkerEnd::kStudyDone);
}

// Cut off in its second epoch, and the checkpoint of the first one is damaged: that of the epoch
// before is there only from the second epoch on, so stop after two.
TEST(Worker, ADamagedCheckpointFallsBackToTheOneBefore) {
  TemporaryStudy files;
  files.options.space = search::grid_space({"squeezenet1_1"}, {1e-3});
  files.options.strategy.staged.stages = {{3, 1}};
  const auto storage = study::create_memory_storage({.seed = 1});
  work(files, *storage,
       [&] { return losses(*storage).size() < 2 ? StopRequest::kNone : StopRequest::kAfterEpoch; });
  const auto before = losses(*storage);
  ASSERT_EQ(before.size(), 2U);
  std::filesystem::resize_file(files.folder().checkpoint(0, 1), 1000);

  const auto first_loss = before[0];
  int epochs = 0;
  struct Counter final : WorkerObserver {
    explicit Counter(int& trained) : epochs(trained) {}
    void epoch_done(const study::Trial&, const EpochRecord&) override { ++epochs; }
    int& epochs;
  } counter(epochs);
  const auto packed = files.packed();
  const StartWeights weights(files.options);
  Worker("test", {files.options,
                  *storage,
                  files.folder(),
                  {packed, weights},
                  counter,
                  [] { return StopRequest::kNone; }})
      .run();
  EXPECT_EQ(epochs, 2) << "the second epoch again, and the third";
  EXPECT_EQ(losses(*storage).at(0), first_loss);
  EXPECT_EQ(losses(*storage).at(1), before[1]);
  EXPECT_FALSE(std::filesystem::exists(files.folder().checkpoint(0, 1).string() + ".previous"));
}

TEST(Worker, LeavesATrialThatIsAnothersByNow) {
  TemporaryStudy files;
  files.options.space = search::grid_space({"squeezenet1_1"}, {1e-3});
  files.options.workers.lease_s = 1e-6;  // it renews between any two batches
  const auto storage = study::create_memory_storage({.seed = 1});
  std::optional<study::Trial> taken;
  int asked = 0;
  work(files, *storage, [&] {
    // In the middle of the first epoch the lease has run out and another takes the trial.
    if (++asked == 3) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      taken = storage->claim("other", 3600.0);
    }
    return asked > 30 ? StopRequest::kNow : StopRequest::kNone;
  });
  ASSERT_TRUE(taken.has_value());
  const auto trial = storage->history().trials.at(0);
  EXPECT_EQ(trial.state, TrialState::kRunning);
  EXPECT_EQ(trial.worker, "other");
  EXPECT_TRUE(trial.epochs.empty());
  EXPECT_EQ(trial.lost_workers, 1);
  storage->report_epoch(taken->lease(), {.epoch = 1});
}

TEST(Worker, WhatBreaksAConstraintIsMeasuredAndNotTrained) {
  TemporaryStudy files;
  files.options.fitness.constraints = {"latency_ms < 0.0001"};
  const auto storage = study::create_memory_storage({.seed = 1});
  EXPECT_EQ(work(files, *storage), WorkerEnd::kStudyDone);
  for (const auto& trial : storage->history().trials) {
    EXPECT_EQ(trial.state, TrialState::kInfeasible);
    EXPECT_THAT(trial.reason, HasSubstr("latency_ms < 0.0001"));
    EXPECT_TRUE(trial.epochs.empty());
  }
  EXPECT_THROW(write_best(files.options, *storage, files.dataset, files.folder()), Error);
}

TEST(Worker, ADivergedTrialEndsWithItsEpochAndTheOthersGoOn) {
  TemporaryStudy files;
  files.options.space = search::grid_space({"squeezenet1_1"}, {1e30, 1e-3});
  const auto storage = study::create_memory_storage({.seed = 1});
  EXPECT_EQ(work(files, *storage), WorkerEnd::kStudyDone);
  const auto history = storage->history();
  EXPECT_EQ(history.trials[0].state, TrialState::kDiverged);
  EXPECT_THAT(history.trials[0].reason, HasSubstr("epoch 1"));
  EXPECT_EQ(history.trials[1].state, TrialState::kCompleted);
}

TEST(Worker, AnArchitectureThatCannotBeBuiltFailsItsTrialOnly) {
  TemporaryStudy files;
  files.options.space = search::grid_space({"no_such_network", "squeezenet1_1"}, {1e-3});
  const auto storage = study::create_memory_storage({.seed = 1});
  EXPECT_EQ(work(files, *storage), WorkerEnd::kStudyDone);
  const auto history = storage->history();
  EXPECT_EQ(history.trials[0].state, TrialState::kFailed);
  EXPECT_THAT(history.trials[0].reason, HasSubstr("no_such_network"));
  EXPECT_EQ(history.trials[1].state, TrialState::kCompleted);
}

TEST(Worker, RestartTrainsEveryStageFromScratch) {
  TemporaryStudy files;
  files.options.strategy.staged.restart = true;
  const auto storage = study::create_memory_storage({.seed = 1});
  EXPECT_EQ(work(files, *storage), WorkerEnd::kStudyDone);
  const auto history = storage->history();
  const auto winner = *winner_of(files.options, history);
  const auto& epochs = history.trials[static_cast<std::size_t>(winner)].epochs;
  ASSERT_EQ(epochs.size(), 3U);  // one in stage 1, two in stage 2
  EXPECT_EQ(epochs[1].epoch, 1);
  EXPECT_EQ(epochs[1].stage, 2);
  EXPECT_EQ(epochs[1].metrics.value("val_loss"), epochs[0].metrics.value("val_loss"))
      << "the same seed from scratch gives the same first epoch";
}

}  // namespace
}  // namespace efs::tune
