// Searches on rungs with real training: what Worker makes of schedulers that decide all the time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "search/objectives/ranking.h"
#include "study/location/study_location.h"
#include "support/memory_storage.h"
#include "support/message_of.h"
#include "tune/model/best.h"
#include "tune/study/warm_start.h"
#include "tune/temporary_study.h"
#include "tune/worker/study_scheduler.h"
#include "tune/worker/work_time.h"
#include "tune/worker/worker.h"

namespace efs::tune {
namespace {

using study::TrialState;
using ::testing::HasSubstr;

class Ends final : public WorkerObserver {
 public:
  void trial_ended(const study::Trial& trial, TrialState state, const std::string& why) override {
    if (state != TrialState::kPaused) reasons[trial.number] = why;
  }
  std::map<int, std::string> reasons;
};

/// Rungs at 1 and 3 epochs, five trials.
class AshaFiles : public TemporaryStudy {
 public:
  AshaFiles() {
    options.space.parameters.back().values.clear();
    options.space.parameters.back().range =
        search::Range{.low = 1e-4, .high = 1e-2, .logarithmic = true};
    auto& strategy = options.strategy;
    strategy.scheduler = search::SchedulerKind::kAsha;
    strategy.sampler = {.kind = search::SamplerKind::kTpe, .startup_trials = 3};
    strategy.rungs = {.min_epochs = 1, .max_epochs = 3, .reduction = 2.0};
    strategy.budget.trials = 5;
  }
};

WorkerEnd work(
    const TemporaryStudy& files, study::Storage& storage, WorkerObserver& observer,
    std::function<StopRequest()> stop = [] { return StopRequest::kNone; }) {
  const auto packed = files.packed();
  const StartWeights weights(files.options);
  return Worker(
             "test",
             {files.options, storage, files.folder(), {packed, weights}, observer, std::move(stop)})
      .run();
}

std::vector<std::tuple<int, int, int, double, std::string>> epochs_of(study::Storage& storage) {
  std::vector<std::tuple<int, int, int, double, std::string>> all;
  for (const auto& trial : storage.history().trials) {
    for (const auto& record : trial.epochs) {
      all.emplace_back(trial.number, record.stage, record.epoch, record.metrics.value("val_loss"),
                       study::to_string(trial.params.at("learning_rate")));
    }
  }
  return all;
}

TEST(RungSearch, TrainsPromotesAndKeepsWeights) {
  const AshaFiles files;
  const auto storage = study::create_memory_storage({.seed = 1});
  Ends ends;
  EXPECT_EQ(work(files, *storage, ends), WorkerEnd::kStudyDone);
  const auto history = storage->history();
  ASSERT_EQ(history.trials.size(), 5U);
  int completed = 0;
  for (const auto& trial : history.trials) {
    EXPECT_TRUE(study::has_ended(trial.state));
    completed += trial.state == TrialState::kCompleted ? 1 : 0;
    if (trial.state == TrialState::kCompleted) EXPECT_EQ(trial.epochs_done(), 3);
    EXPECT_FALSE(trial_weights(files.options, trial, files.folder()).empty());
    EXPECT_FALSE(std::filesystem::exists(files.folder().checkpoint(trial.number, 1)));
  }
  EXPECT_GE(completed, 1);
  EXPECT_LT(completed, 5);
}

TEST(RungSearch, StoppedAfterAnyEpochItGoesOnAsIfItHadNotBeen) {
  const AshaFiles steady;
  const auto undisturbed = study::create_memory_storage({.seed = 1});
  WorkerObserver silent;
  work(steady, *undisturbed, silent);

  const AshaFiles files;
  const auto storage = study::create_memory_storage({.seed = 1});
  int runs = 0;
  for (WorkerEnd end = WorkerEnd::kStopped; end == WorkerEnd::kStopped; ++runs) {
    const auto before = epochs_of(*storage).size();
    end = work(files, *storage, silent, [&] {
      return epochs_of(*storage).size() > before ? StopRequest::kAfterEpoch : StopRequest::kNone;
    });
  }
  EXPECT_GE(runs, 5);
  EXPECT_EQ(epochs_of(*storage), epochs_of(*undisturbed));
}

TEST(RungSearch, ATrialThatARuleCondemnsStopsWhileItIsTrained) {
  AshaFiles files;
  // The last learning rate moves nothing; the others do better after two epochs.
  files.options.space = search::grid_space({"squeezenet1_1"}, {3e-3, 2e-3, 1e-3, 1e-30});
  auto& strategy = files.options.strategy;
  strategy.scheduler = search::SchedulerKind::kFull;
  strategy.sampler.kind = search::SamplerKind::kGrid;
  strategy.rungs = {.min_epochs = 6, .max_epochs = 6};
  strategy.stop = {.median = true, .grace_epochs = 2, .least_others = 3};
  files.options.fitness = {.expression = "val_loss", .direction = search::Direction::kMinimize};
  const auto storage = study::create_memory_storage({.seed = 1});
  Ends ends;
  EXPECT_EQ(work(files, *storage, ends), WorkerEnd::kStudyDone);
  const auto hopeless = storage->history().trials.at(3);
  EXPECT_EQ(hopeless.state, TrialState::kStopped) << hopeless.reason;
  EXPECT_LT(hopeless.epochs_done(), 6);
  EXPECT_THAT(ends.reasons[3], HasSubstr("median"));
  EXPECT_FALSE(trial_weights(files.options, hopeless, files.folder()).empty());
  EXPECT_FALSE(std::filesystem::exists(files.folder().checkpoint(3, 1)));
}

TEST(RungSearch, TheTimeThatASearchHasWorkedEndsIt) {
  AshaFiles files;
  files.options.strategy.budget = {.hours = 1.0};
  const auto storage = study::create_memory_storage({.seed = 1});
  // Two runs of the search before; this one is the third.
  storage->set_note("worked_s", "3599.5");
  EXPECT_DOUBLE_EQ(study_history(files.options, *storage).elapsed_s, 3599.5);
  Ends ends;
  EXPECT_EQ(work(files, *storage, ends,
                 [&] {
                   if (!epochs_of(*storage).empty()) storage->set_note("worked_s", "3600.5");
                   return StopRequest::kNone;
                 }),
            WorkerEnd::kStudyDone);
  EXPECT_EQ(storage->history().trials.size(), 1U);
  EXPECT_THAT(storage->history().trials.at(0).reason, HasSubstr("1 hours"));
}

TEST(RungSearch, LearnsFromAnEarlierStudy) {
  AshaFiles files;
  const auto location = study::new_study_location((files.root() / "earlier").string());
  const study::StudyInfo info{.name = "earlier", .dataset_digest = "d", .seed = 1};
  {
    const auto earlier = study::create_storage(location, info);
    WorkerObserver silent;
    work(files, *earlier, silent);
  }
  const auto storage = study::create_memory_storage({.dataset_digest = "d", .seed = 2});
  files.options.warm_start = {(files.root() / "earlier").string()};
  store_prior(files.options, *storage);
  const auto prior = prior_trials(*storage);
  ASSERT_EQ(prior.size(), 5U);
  for (const auto& trial : prior) {
    EXPECT_EQ(trial.worker, "earlier");
    EXPECT_FALSE(trial.epochs.empty());
  }
  // With them the sampler begins to learn at once, and proposes otherwise than without.
  const auto with = study_scheduler(files.options, *storage)->plan({});
  const auto without =
      study_scheduler(files.options, *study::create_memory_storage({.seed = 2}))->plan({});
  EXPECT_NE(std::get<study::CreateTrial>(with.actions.at(0)).params,
            std::get<study::CreateTrial>(without.actions.at(0)).params);

  testing::internal::CaptureStdout();
  store_prior(files.options, *storage);
  files.options.latency.all.front().runtime = "onnxruntime";
  store_prior(files.options, *storage);
  const std::string logged = testing::internal::GetCapturedStdout();
  EXPECT_THAT(logged, HasSubstr("were measured with opencv, and this study measures with onnx"));
  EXPECT_EQ(logged.find("warm_start"), logged.rfind("warm_start")) << logged;

  files.options.space = search::grid_space({"resnet18"}, {1e-3});
  EXPECT_THAT(message_of([&] { store_prior(files.options, *storage); }),
              HasSubstr("none of the trials of"));
}

TEST(RungSearch, MeasuresNetworksThatCanBeListedBeforeAnyIsTrained) {
  AshaFiles files;
  files.options.space.parameters.front().values = {std::string("squeezenet1_1"),
                                                   std::string("shufflenet_v2_x0_5")};
  const auto storage = study::create_memory_storage({.seed = 1});
  class Measured final : public WorkerObserver {
   public:
    void measured(const study::Trial& trial) override {
      names.insert(study::to_string(trial.params.at("architecture")));
    }
    std::set<std::string> names;
  } observer;
  const auto packed = files.packed();
  const StartWeights weights(files.options);
  Worker("test", {files.options,
                  *storage,
                  files.folder(),
                  {packed, weights},
                  observer,
                  [] { return StopRequest::kNone; }})
      .prepare_all();
  EXPECT_EQ(observer.names, (std::set<std::string>{"shufflenet_v2_x0_5", "squeezenet1_1"}));
  EXPECT_EQ(storage->history().trials.size(), 1U);
}

}  // namespace
}  // namespace efs::tune
