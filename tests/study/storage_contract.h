// What every Storage promises (study/storage.h), as tests. An implementation instantiates the
// suite:
//   INSTANTIATE_TEST_SUITE_P(Sqlite, StorageContract, testing::Values(make_sqlite_harness));
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "core/error.h"
#include "core/rng.h"
#include "study/example_info.h"
#include "study/expect_equal.h"
#include "study/storage.h"
#include "support/memory_storage.h"

namespace efs::study {

/// A study with one Storage open; another() is what a second worker would open.
class StorageHarness {
 public:
  virtual ~StorageHarness() = default;
  virtual Storage& storage() = 0;
  /// A second connection to the same study, or storage() itself where there is none.
  virtual std::shared_ptr<Storage> another() = 0;
};
using HarnessFactory = std::unique_ptr<StorageHarness> (*)();

class StorageContract : public testing::TestWithParam<HarnessFactory> {
 protected:
  StorageContract() : harness_(GetParam()()), storage_(harness_->storage()) {}

  static CreateTrial create(const std::string& architecture, double learning_rate,
                            int target_epoch = 10) {
    return {.params = {{"architecture", architecture}, {"learning_rate", learning_rate}},
            .stage = 1,
            .target_epoch = target_epoch};
  }
  bool apply(const std::vector<Action>& actions) {
    return storage_.apply(actions, storage_.revision());
  }
  void create_trials(int count) {
    std::vector<Action> actions;
    for (int i = 0; i < count; ++i) actions.emplace_back(create("resnet18", 0.1 * (i + 1)));
    ASSERT_TRUE(apply(actions));
  }
  static constexpr double kLease_s = 3600.0;
  /// That of the trial's last claim.
  Lease lease(int number) { return trial(number).lease(); }
  Trial trial(int number) { return storage_.history().trials.at(static_cast<std::size_t>(number)); }

  static TrialCost cost() {
    return {.latencies = {{kFirstTarget, {12.25, 13.5, R"({"runs": 50})"}},
                          {"it's a pi", {80.5, 81.0, "{}"}},
                          {"nano", {7.0, 7.5, R"({"runs": 60})"}}},
            .weight_count = 11689512,
            .macs = 1814073344,
            .size_mb = 44.625};
  }

  std::unique_ptr<StorageHarness> harness_;
  Storage& storage_;
};

TEST_P(StorageContract, InfoReadsBackEqual) {
  const StudyInfo info = storage_.info();
  const StudyInfo expected = example_info();
  EXPECT_EQ(info.name, expected.name);
  EXPECT_EQ(info.config_yaml, expected.config_yaml);
  EXPECT_EQ(info.dataset_digest, expected.dataset_digest);
  EXPECT_EQ(info.program_version, expected.program_version);
  EXPECT_EQ(info.seed, expected.seed);
  EXPECT_EQ(info.created_unix_s, expected.created_unix_s);
}

TEST_P(StorageContract, BeginsEmpty) {
  EXPECT_TRUE(storage_.history().trials.empty());
  EXPECT_FALSE(storage_.claim("w", kLease_s).has_value());
  EXPECT_FALSE(storage_.note("winner").has_value());
}

TEST_P(StorageContract, CreatedTrialsAreNumberedSeededAndQueued) {
  const Params params{{"architecture", std::string("vgg11")},
                      {"learning_rate", 1e-3 / 3.0},
                      {"width", std::int64_t{-9007199254740993}}};
  ASSERT_TRUE(apply({CreateTrial{params, 1, 10}, create("alexnet", 0.1)}));
  ASSERT_TRUE(apply({create("alexnet", 0.01, 30)}));
  const auto trials = storage_.history().trials;
  ASSERT_EQ(trials.size(), 3u);
  EXPECT_EQ(trials[0].params, params);
  for (int i = 0; i < 3; ++i) {
    const Trial& t = trials[static_cast<std::size_t>(i)];
    EXPECT_EQ(t.number, i);
    EXPECT_EQ(t.seed, derive_seed(example_info().seed, static_cast<std::uint64_t>(i)));
    EXPECT_EQ(t.state, TrialState::kQueued);
    EXPECT_EQ(t.stage, 1);
    EXPECT_TRUE(t.worker.empty());
    EXPECT_TRUE(t.epochs.empty());
    EXPECT_FALSE(t.cost.has_value());
  }
  EXPECT_EQ(trials[2].target_epoch, 30);
}

TEST_P(StorageContract, RevisionGrowsAndAnOutdatedPlanIsRefused) {
  const auto first = storage_.revision();
  ASSERT_TRUE(storage_.apply({create("alexnet", 0.1)}, first));
  const auto second = storage_.revision();
  EXPECT_GT(second, first);
  EXPECT_FALSE(storage_.apply({create("alexnet", 0.2)}, first));
  EXPECT_EQ(storage_.revision(), second);
  EXPECT_EQ(storage_.history().trials.size(), 1u);
  EXPECT_FALSE(storage_.apply({create("alexnet", 0.2)}, second + 1));
}

TEST_P(StorageContract, ApplyHappensWhollyOrNotAtAll) {
  create_trials(1);
  const auto revision = storage_.revision();
  // Trial 0 is queued, so it cannot be promoted; trial 9 does not exist.
  EXPECT_THROW(apply({create("alexnet", 0.2), PromoteTrial{0, 2, 30, false}}), Error);
  EXPECT_THROW(apply({create("alexnet", 0.2), EndTrial{9, TrialState::kStopped, ""}}), Error);
  EXPECT_THROW(
      apply({EndTrial{0, TrialState::kStopped, ""}, EndTrial{-1, TrialState::kStopped, ""}}),
      Error);
  EXPECT_EQ(storage_.revision(), revision);
  ASSERT_EQ(storage_.history().trials.size(), 1u);
  EXPECT_EQ(trial(0).state, TrialState::kQueued);
}

TEST_P(StorageContract, TheConfigurationCanChange) {
  create_trials(1);
  const auto revision = storage_.revision();
  storage_.set_config("budget: {trials: 9}\n# 'quoted', \\ and \xC3\xA4\n");
  EXPECT_EQ(harness_->another()->info().config_yaml,
            "budget: {trials: 9}\n# 'quoted', \\ and \xC3\xA4\n");
  EXPECT_EQ(storage_.info().seed, example_info().seed);
  EXPECT_EQ(storage_.revision(), revision) << "plans rest on trials";
}

TEST_P(StorageContract, AFailedTrialCanBeTriedAgain) {
  create_trials(2);
  storage_.claim("w", kLease_s);
  storage_.report_epoch(lease(0), {.stage = 1, .epoch = 1, .metrics = {{"val_loss", 3.0}}});
  storage_.finish(lease(0), TrialState::kFailed, "the disk was full");
  EXPECT_THROW(apply({RetryTrial{0}, RetryTrial{1}}), Error) << "trial 1 has not failed";
  EXPECT_EQ(trial(0).state, TrialState::kFailed);
  ASSERT_TRUE(apply({RetryTrial{0}}));
  EXPECT_EQ(trial(0).state, TrialState::kQueued);
  EXPECT_EQ(trial(0).reason, "");
  EXPECT_EQ(trial(0).epochs_done(), 1) << "what it has trained stays";
  const auto again = storage_.claim("w2", kLease_s);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->number, 0);
  EXPECT_EQ(again->claims, 2);
}

// What made it fail counts from the beginning again.
TEST_P(StorageContract, WhatIsTriedAgainMayLoseWorkersAgain) {
  create_trials(1);
  for (const bool last : {false, true}) {
    storage_.claim("w", kLease_s);
    const auto state = storage_.take_back(lease(0), WorkerLoss::kCrashed, "crash");
    EXPECT_EQ(state, last ? TrialState::kFailed : TrialState::kQueued);
  }
  ASSERT_TRUE(apply({RetryTrial{0}}));
  storage_.claim("w", kLease_s);
  EXPECT_EQ(storage_.take_back(lease(0), WorkerLoss::kCrashed, "crash"), TrialState::kQueued);
}

TEST_P(StorageContract, ACompletedTrialIsPromotedOnlyFromScratch) {
  create_trials(1);
  storage_.claim("w", kLease_s);
  storage_.report_epoch(lease(0), {.stage = 1, .epoch = 1, .metrics = {{"val_loss", 3.0}}});
  storage_.pause(lease(0));
  ASSERT_TRUE(apply({EndTrial{0, TrialState::kCompleted, "best"}}));
  EXPECT_THROW(apply({PromoteTrial{0, 2, 30, false}}), Error);
  ASSERT_TRUE(apply({PromoteTrial{0, 2, 30, true}}));
  EXPECT_EQ(trial(0).state, TrialState::kQueued);
  EXPECT_EQ(trial(0).epochs_done(), 0) << "of the run that counts";
  EXPECT_EQ(trial(0).epochs.size(), 1U);
}

TEST_P(StorageContract, ClaimTakesTheTrialWithTheMostMacs) {
  create_trials(4);
  for (const int macs : {100, 300, 300}) {
    const auto number = storage_.claim("w", kLease_s)->number;
    storage_.report_cost(lease(number), {.latencies = {{kFirstTarget, {1.0}}}, .macs = macs});
  }
  for (const int number : {0, 1, 2}) storage_.release(lease(number));
  for (const int number : {1, 2, 0, 3}) EXPECT_EQ(storage_.claim("w", kLease_s)->number, number);
}

TEST_P(StorageContract, ClaimTakesTheLowestQueuedTrialOnce) {
  create_trials(3);
  const auto first = storage_.claim("w1", kLease_s);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->number, 0);
  EXPECT_EQ(first->state, TrialState::kRunning);
  EXPECT_EQ(first->worker, "w1");
  EXPECT_EQ(first->params.at("architecture"), ParamValue(std::string("resnet18")));
  EXPECT_EQ(trial(0).worker, "w1");
  EXPECT_EQ(harness_->another()->claim("w2", kLease_s)->number, 1);
  storage_.release(lease(0));
  EXPECT_EQ(storage_.claim("w3", kLease_s)->number, 0);
  EXPECT_EQ(storage_.claim("w3", kLease_s)->number, 2);
  EXPECT_FALSE(storage_.claim("w3", kLease_s).has_value());
}

TEST_P(StorageContract, ClaimGivesTheEpochsTrainedSoFar) {
  create_trials(2);
  storage_.claim("w", kLease_s);
  storage_.claim("other", kLease_s);
  storage_.report_epoch(lease(0), {.stage = 1, .epoch = 1, .metrics = {{"val_loss", 3.0}}});
  storage_.report_epoch(lease(0), {.stage = 1, .epoch = 2, .metrics = {{"val_loss", 2.0}}});
  storage_.report_epoch(lease(1), {.stage = 1, .epoch = 1, .metrics = {{"val_loss", 9.0}}});
  storage_.release(lease(0));
  const auto again = storage_.claim("w2", kLease_s);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->epochs_done(), 2);
  EXPECT_EQ(again->epochs.at(1).metrics.value("val_loss"), 2.0);
}

TEST_P(StorageContract, EpochsReadBackExactlyAndInOrder) {
  create_trials(1);
  storage_.claim("w", kLease_s);
  const EpochRecord second{.stage = 2,
                           .epoch = 11,
                           .train_loss = 0.1,
                           .metrics = {{"val_loss", 1.0 / 3.0}, {"val_iou", 0.7}},
                           .learning_rate = 1e-5,
                           .seconds = 12.5,
                           .images_per_second = 30.25};
  const EpochRecord first{
      .stage = 1,
      .epoch = 10,
      .train_loss = 5e-324,
      .metrics = {{"val_loss", 1.7976931348623157e308}, {"val_iou", 0.30000000000000004}},
      .learning_rate = 1e-3,
      .seconds = 1,
      .images_per_second = 2};
  storage_.report_epoch(lease(0), second);
  storage_.report_epoch(lease(0), first);
  const auto epochs = trial(0).epochs;
  ASSERT_EQ(epochs.size(), 2u);
  for (const auto& [got, expected] : {std::pair(epochs[0], first), std::pair(epochs[1], second)}) {
    EXPECT_EQ(got.stage, expected.stage);
    EXPECT_EQ(got.epoch, expected.epoch);
    EXPECT_EQ(got.train_loss, expected.train_loss);
    EXPECT_EQ(got.metrics.value("val_loss"), expected.metrics.value("val_loss"));
    EXPECT_EQ(got.metrics.value("val_iou"), expected.metrics.value("val_iou"));
    EXPECT_EQ(got.learning_rate, expected.learning_rate);
    EXPECT_EQ(got.seconds, expected.seconds);
    EXPECT_EQ(got.images_per_second, expected.images_per_second);
  }
}

TEST_P(StorageContract, AnEpochHasWhateverMetricsItsWorkerNamed) {
  create_trials(2);
  storage_.claim("w", kLease_s);
  storage_.claim("w", kLease_s);
  storage_.report_epoch(lease(0), {.epoch = 1, .metrics = {{"b", 2.0}, {"a", 1.0}, {"it's", 3.0}}});
  storage_.report_epoch(lease(0), {.epoch = 2});
  storage_.report_epoch(lease(1), {.epoch = 1, .metrics = {{"a", 4.0}}});
  expect_equal(trial(0).epochs.at(0).metrics, {{"a", 1.0}, {"b", 2.0}, {"it's", 3.0}});
  expect_equal(trial(0).epochs.at(1).metrics, {});
  expect_equal(trial(1).epochs.at(0).metrics, {{"a", 4.0}});
  storage_.report_epoch(lease(0), {.epoch = 1, .metrics = {{"b", 5.0}}});
  expect_equal(trial(0).epochs.at(0).metrics, {{"b", 5.0}});
}

TEST_P(StorageContract, RandomDoublesReadBackExactly) {
  create_trials(1);
  storage_.claim("w", kLease_s);
  Rng rng(1);
  std::vector<double> written;
  for (int epoch = 1; epoch <= 50; ++epoch) {
    written.push_back(rng.normal() * std::pow(10.0, rng.uniform(-300.0, 300.0)));
    storage_.report_epoch(lease(0), {.epoch = epoch, .metrics = {{"val_loss", written.back()}}});
  }
  const auto epochs = trial(0).epochs;
  ASSERT_EQ(epochs.size(), written.size());
  for (std::size_t i = 0; i < written.size(); ++i)
    EXPECT_EQ(epochs[i].metrics.value("val_loss"), written[i]);
}

TEST_P(StorageContract, NotANumberAndInfinityReadBack) {
  create_trials(1);
  storage_.claim("w", kLease_s);
  const double infinity = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  storage_.report_epoch(
      lease(0),
      {.epoch = 1, .train_loss = nan, .metrics = {{"val_loss", infinity}, {"val_iou", -infinity}}});
  storage_.report_cost(lease(0), {.latencies = {{kFirstTarget, {nan, infinity, "{}"}},
                                                {"pi", {infinity, nan, "{}"}}}});
  const Trial t = trial(0);
  EXPECT_TRUE(std::isnan(t.epochs.at(0).train_loss));
  EXPECT_EQ(t.epochs.at(0).metrics.value("val_loss"), infinity);
  EXPECT_EQ(t.epochs.at(0).metrics.value("val_iou"), -infinity);
  ASSERT_TRUE(t.latency() != nullptr);
  EXPECT_TRUE(std::isnan(t.latency()->median_ms));
  EXPECT_EQ(t.latency()->p90_ms, infinity);
  EXPECT_EQ(t.cost->latencies.at("pi").median_ms, infinity);
  EXPECT_TRUE(std::isnan(t.cost->latencies.at("pi").p90_ms));
}

/// The trials that the journal names since `seen`, each once.
inline std::set<int> changed_since(const History& history, std::size_t seen) {
  return {history.journal.begin() + static_cast<std::ptrdiff_t>(seen), history.journal.end()};
}

TEST_P(StorageContract, ARefreshReadsAllThatHasChanged) {
  create_trials(6);
  History known;
  const auto changed = [&] {
    const std::size_t seen = known.journal.size();
    storage_.refresh(known);
    const History all = storage_.history();
    EXPECT_EQ(known.trials.size(), all.trials.size());
    for (const Trial& trial : all.trials) expect_equal(known.trial(trial.number), trial);
    return changed_since(known, seen);
  };
  EXPECT_EQ(changed(), (std::set{0, 1, 2, 3, 4, 5}));
  EXPECT_NE(known.lineage, 0U);
  EXPECT_EQ(changed(), std::set<int>{});
  storage_.claim("w", kLease_s);
  EXPECT_EQ(changed(), std::set{0});
  storage_.report_cost(lease(0), cost());
  EXPECT_EQ(changed(), std::set{0});
  storage_.report_cost(lease(0), {.latencies = {{kFirstTarget, {7.0, 8.0, "{}"}}},
                                  .weight_count = cost().weight_count,
                                  .macs = cost().macs,
                                  .size_mb = cost().size_mb});
  EXPECT_EQ(changed(), std::set{0});
  for (int epoch = 1; epoch < 4; ++epoch) {  // at once, in one tick of the clock
    storage_.report_epoch(lease(0), {.stage = 1, .epoch = epoch, .metrics = {{"val_loss", 9.0}}});
    EXPECT_EQ(changed(), std::set{0});
  }
  storage_.report_epoch(lease(0), {.stage = 1, .epoch = 3, .metrics = {{"val_loss", 8.0}}});
  EXPECT_EQ(changed(), std::set{0});
  storage_.pause(lease(0));
  storage_.claim("w", kLease_s);
  EXPECT_EQ(changed(), (std::set{0, 1}));
  storage_.apply({PromoteTrial{0, 2, 12}, EndTrial{5, TrialState::kStopped, "enough"},
                  CreateTrial{{{"architecture", std::string("late")}}, 1, 4}},
                 storage_.revision());
  EXPECT_EQ(changed(), (std::set{0, 5, 6}));
  storage_.take_back(lease(1), WorkerLoss::kCrashed, "it crashed");
  EXPECT_EQ(changed(), std::set{1});
  storage_.set_note("a", "b");
  EXPECT_EQ(changed(), std::set<int>{});
}

TEST_P(StorageContract, ARefreshOfAHistoryWithoutAJournalBeginsAnew) {
  create_trials(3);
  History plain = storage_.history();
  EXPECT_EQ(plain.lineage, 0U);
  EXPECT_TRUE(plain.journal.empty());
  storage_.refresh(plain);
  EXPECT_EQ(plain.trials.size(), 3U);
  EXPECT_EQ(changed_since(plain, 0), (std::set{0, 1, 2}));
  History other;
  storage_.refresh(other);
  EXPECT_NE(other.lineage, plain.lineage);
}

TEST_P(StorageContract, AnEpochReportedAgainReplacesItsRecord) {
  create_trials(1);
  storage_.claim("w", kLease_s);
  storage_.report_epoch(lease(0), {.stage = 1, .epoch = 1, .metrics = {{"val_loss", 9.0}}});
  storage_.report_epoch(lease(0), {.stage = 2, .epoch = 1, .metrics = {{"val_loss", 8.0}}});
  storage_.report_epoch(lease(0), {.stage = 1, .epoch = 1, .metrics = {{"val_loss", 7.0}}});
  const auto epochs = trial(0).epochs;
  ASSERT_EQ(epochs.size(), 2u);
  EXPECT_EQ(epochs[0].metrics.value("val_loss"), 7.0);
  EXPECT_EQ(epochs[1].metrics.value("val_loss"), 8.0);
}

TEST_P(StorageContract, AnEpochTellsWhenItWasReportedAndWhoTrainedIt) {
  create_trials(1);
  const auto report = [&](int epoch, const Lease& lease) {
    storage_.report_epoch(lease, {.epoch = epoch, .finished_unix_s = 5.0, .worker = "nobody"});
  };
  const Lease first = storage_.claim("first", kLease_s)->lease();
  const double before_s = storage_.now_s();
  EXPECT_GE(before_s, trial(0).heartbeat_s);
  report(1, first);
  report(2, first);
  const double after_s = storage_.now_s();
  const auto old = trial(0).epochs;
  ASSERT_EQ(old.size(), 2u);
  for (const EpochRecord& record : old) {
    EXPECT_GE(record.finished_unix_s, before_s);
    EXPECT_LE(record.finished_unix_s, after_s);
    EXPECT_EQ(record.worker, "first");
  }

  storage_.release(first);
  const auto again = harness_->another()->claim("it's second", kLease_s);
  ASSERT_EQ(again->epochs.size(), 2u);
  EXPECT_EQ(again->epochs[1].finished_unix_s, old[1].finished_unix_s);
  EXPECT_EQ(again->epochs[1].worker, "first");
  std::this_thread::sleep_for(std::chrono::milliseconds(10));
  report(2, again->lease());
  const auto epochs = trial(0).epochs;
  ASSERT_EQ(epochs.size(), 2u);
  EXPECT_EQ(epochs[0].finished_unix_s, old[0].finished_unix_s);
  EXPECT_EQ(epochs[0].worker, "first");
  EXPECT_GT(epochs[1].finished_unix_s, after_s);
  EXPECT_LE(epochs[1].finished_unix_s, storage_.now_s());
  EXPECT_EQ(epochs[1].worker, "it's second");
}

TEST_P(StorageContract, CostReadsBack) {
  create_trials(2);
  storage_.claim("w", kLease_s);
  storage_.report_cost(lease(0), cost());
  const Trial t = trial(0);
  ASSERT_TRUE(t.latency() != nullptr);
  EXPECT_EQ(t.latency()->median_ms, 12.25);
  EXPECT_EQ(t.latency()->p90_ms, 13.5);
  EXPECT_EQ(t.latency()->detail_json, R"({"runs": 50})");
  EXPECT_EQ(t.cost->weight_count, 11689512);
  EXPECT_EQ(t.cost->macs, 1814073344);
  EXPECT_EQ(t.cost->size_mb, 44.625);
  ASSERT_EQ(t.cost->latencies.size(), 3u);
  EXPECT_EQ(t.cost->latencies.at("it's a pi").median_ms, 80.5);
  EXPECT_EQ(t.cost->latencies.at("nano").detail_json, R"({"runs": 60})");
  EXPECT_FALSE(trial(1).cost.has_value());
}

TEST_P(StorageContract, ACostReplacesTheOneBefore) {
  create_trials(1);
  storage_.claim("w", kLease_s);
  storage_.report_cost(lease(0), cost());
  storage_.report_cost(lease(0), {.latencies = {{kFirstTarget, {1.0}}, {"nano", {2.0}}}});
  EXPECT_EQ(trial(0).latency()->median_ms, 1.0);
  ASSERT_EQ(trial(0).cost->latencies.size(), 2u);
  EXPECT_EQ(trial(0).cost->latencies.at("nano").median_ms, 2.0);
  storage_.pause(lease(0));  // what changes a trial leaves them
  EXPECT_EQ(trial(0).cost->latencies.size(), 2u);
}

TEST_P(StorageContract, PausePromoteAndComplete) {
  create_trials(1);
  storage_.claim("w", kLease_s);
  storage_.report_epoch(lease(0), {.stage = 1, .epoch = 10});
  storage_.pause(lease(0));
  EXPECT_EQ(trial(0).state, TrialState::kPaused);
  EXPECT_FALSE(storage_.claim("w", kLease_s).has_value());
  ASSERT_TRUE(apply({PromoteTrial{0, 2, 30, true}}));
  Trial t = trial(0);
  EXPECT_EQ(t.state, TrialState::kQueued);
  EXPECT_EQ(t.stage, 2);
  EXPECT_EQ(t.target_epoch, 30);
  EXPECT_TRUE(t.restart);
  EXPECT_TRUE(t.worker.empty());
  EXPECT_EQ(t.epochs.size(), 1u);
  EXPECT_EQ(t.epochs_done(), 0);
  storage_.claim("w", kLease_s);
  storage_.pause(lease(0));
  ASSERT_TRUE(apply({EndTrial{0, TrialState::kCompleted, "won"}}));
  t = trial(0);
  EXPECT_EQ(t.state, TrialState::kCompleted);
  EXPECT_EQ(t.reason, "won");
  EXPECT_THROW(apply({EndTrial{0, TrialState::kStopped, ""}}), Error);
  EXPECT_THROW(apply({PromoteTrial{0, 3, 60, false}}), Error);
}

TEST_P(StorageContract, AnEndMustBeAnEnd) {
  create_trials(1);
  for (const auto state : {TrialState::kQueued, TrialState::kRunning, TrialState::kPaused}) {
    EXPECT_THROW(apply({EndTrial{0, state, ""}}), Error);
  }
}

TEST_P(StorageContract, FinishRecordsTheOutcomeAndItsReason) {
  create_trials(3);
  const TrialState outcomes[] = {TrialState::kInfeasible, TrialState::kDiverged,
                                 TrialState::kFailed};
  for (int i = 0; i < 3; ++i) {
    storage_.claim("w", kLease_s);
    storage_.finish(lease(i), outcomes[i], "because it's so");
    EXPECT_EQ(trial(i).state, outcomes[i]);
    EXPECT_EQ(trial(i).reason, "because it's so");
  }
  EXPECT_FALSE(storage_.claim("w", kLease_s).has_value());
}

TEST_P(StorageContract, AWorkerDoesNotFinishWhatTheSchedulerDecides) {
  create_trials(1);
  storage_.claim("w", kLease_s);
  for (const auto state : {TrialState::kQueued, TrialState::kRunning, TrialState::kPaused,
                           TrialState::kCompleted, TrialState::kStopped}) {
    EXPECT_THROW(storage_.finish(lease(0), state, ""), Error);
  }
  EXPECT_EQ(trial(0).state, TrialState::kRunning);
}

TEST_P(StorageContract, OnlyTheHolderWritesProgress) {
  create_trials(2);
  const auto refused = [&](const Lease& lease) {
    EXPECT_THROW(storage_.renew(lease, kLease_s), Error);
    EXPECT_THROW(storage_.report_epoch(lease, {.epoch = 1}), Error);
    EXPECT_THROW(storage_.report_cost(lease, {}), Error);
    EXPECT_THROW(storage_.pause(lease), Error);
    EXPECT_THROW(storage_.finish(lease, TrialState::kFailed, ""), Error);
    EXPECT_THROW(storage_.release(lease), Error);
    EXPECT_THROW(storage_.take_back(lease, WorkerLoss::kKilled, ""), Error);
  };
  refused({0, 0});  // never claimed
  refused({0, 1});
  const Lease first = storage_.claim("w", kLease_s)->lease();
  refused({0, first.token + 1});
  refused({0, first.token - 1});
  refused({1, first.token});
  refused({7, first.token});  // no such trial
  storage_.release(first);
  EXPECT_THROW(storage_.report_epoch(first, {.epoch = 1}), LeaseLost);
  const Lease second = storage_.claim("w", kLease_s)->lease();  // by a worker of the same name
  EXPECT_GT(second.token, first.token);
  refused(first);
  EXPECT_TRUE(trial(0).epochs.empty());
  EXPECT_FALSE(trial(0).cost.has_value());
  EXPECT_EQ(trial(0).lost_workers, 0);
}

TEST_P(StorageContract, WhatALeaseHasEndedMayBeAskedForAgain) {
  create_trials(3);
  const Lease released = storage_.claim("w", kLease_s)->lease();
  const Lease other = storage_.claim("w", kLease_s)->lease();
  storage_.pause(other);
  storage_.pause(other);
  EXPECT_EQ(trial(1).state, TrialState::kPaused);
  const Lease third = storage_.claim("w", kLease_s)->lease();
  for (int i = 0; i < 2; ++i) storage_.finish(third, TrialState::kDiverged, "epoch 1");
  EXPECT_THROW(storage_.finish(third, TrialState::kFailed, "epoch 1"), LeaseLost);
  for (int i = 0; i < 2; ++i) storage_.release(released);
  EXPECT_EQ(trial(0).state, TrialState::kQueued);
  EXPECT_EQ(trial(2).state, TrialState::kDiverged);
}

TEST_P(StorageContract, ALeaseThatRunsOutReturnsTheTrialWithItsEpochs) {
  create_trials(1);
  const Lease lost = storage_.claim("slow", 0.05)->lease();
  storage_.report_epoch(lost, {.epoch = 1});
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const auto again = harness_->another()->claim("other", kLease_s);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->epochs_done(), 1);
  EXPECT_EQ(again->lost_workers, 1);
  EXPECT_THROW(storage_.report_epoch(lost, {.epoch = 2}), LeaseLost);
  EXPECT_THROW(storage_.renew(lost, kLease_s), LeaseLost);
  storage_.report_epoch(again->lease(), {.epoch = 2});
  EXPECT_EQ(trial(0).lost_workers, 0);
  EXPECT_EQ(trial(0).worker, "other");
}

TEST_P(StorageContract, ARenewedLeaseHolds) {
  create_trials(1);
  const Lease lease = storage_.claim("w", 0.05)->lease();
  const double claimed_s = trial(0).heartbeat_s;
  EXPECT_NEAR(storage_.now_s(), claimed_s, 30.0);
  EXPECT_NEAR(trial(0).lease_until_s - claimed_s, 0.05, 1e-3);
  storage_.renew(lease, kLease_s);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_FALSE(storage_.claim("other", kLease_s).has_value());
  EXPECT_GE(trial(0).heartbeat_s, claimed_s);
  storage_.report_epoch(lease, {.epoch = 1});
}

TEST_P(StorageContract, ATrialThatKeepsCrashingFails) {
  create_trials(1);
  const auto crash = [&] {
    return storage_.take_back(storage_.claim("w", kLease_s)->lease(), WorkerLoss::kCrashed,
                              "SIGSEGV");
  };
  EXPECT_EQ(crash(), TrialState::kQueued);
  EXPECT_TRUE(trial(0).worker.empty());
  storage_.report_epoch(storage_.claim("w", kLease_s)->lease(), {.epoch = 1});
  storage_.release(lease(0));
  EXPECT_EQ(crash(), TrialState::kQueued) << "an epoch lies between";
  EXPECT_EQ(crash(), TrialState::kFailed);
  EXPECT_THAT(trial(0).reason, testing::HasSubstr("SIGSEGV"));
  EXPECT_FALSE(storage_.claim("w", kLease_s).has_value());
}

TEST_P(StorageContract, ATrialIsNotBlamedForEveryKill) {
  create_trials(1);
  for (int i = 1; i <= 5; ++i) {
    const auto held = storage_.claim("w", kLease_s);
    ASSERT_TRUE(held.has_value());
    EXPECT_EQ(storage_.take_back(held->lease(), WorkerLoss::kKilled, "SIGKILL"),
              i < 5 ? TrialState::kQueued : TrialState::kFailed);
  }
}

TEST_P(StorageContract, OutOfMemoryHalvesTheBatchOnce) {
  create_trials(1);
  const auto run_out = [&] {
    return storage_.take_back(storage_.claim("w", kLease_s)->lease(), WorkerLoss::kOutOfMemory,
                              "no memory");
  };
  EXPECT_EQ(run_out(), TrialState::kQueued);
  EXPECT_EQ(trial(0).batch_halvings, 1);
  EXPECT_EQ(run_out(), TrialState::kFailed);
  EXPECT_THAT(trial(0).reason, testing::AllOf(testing::HasSubstr("no memory"),
                                              testing::HasSubstr("half the batch")));
}

TEST_P(StorageContract, NotesAreReplaced) {
  storage_.set_note("winner", "3");
  storage_.set_note("winner", "it's 5");
  storage_.set_note("targets", "");
  EXPECT_EQ(storage_.note("winner"), "it's 5");
  EXPECT_EQ(storage_.note("targets"), "");
  EXPECT_FALSE(storage_.note("Winner").has_value());
}

TEST_P(StorageContract, ASnapshotRestoresEverything) {
  create_trials(3);
  const Lease held = storage_.claim("w", kLease_s)->lease();
  storage_.report_cost(held, cost());
  storage_.report_epoch(held, {.stage = 1, .epoch = 1, .metrics = {{"val_loss", 0.1}}});
  storage_.report_epoch(held, {.stage = 1, .epoch = 2, .metrics = {{"val_loss", std::nan("")}}});
  storage_.take_back(storage_.claim("v", kLease_s)->lease(), WorkerLoss::kOutOfMemory, "no memory");
  storage_.finish(storage_.claim("u", kLease_s)->lease(), TrialState::kFailed, "it's \"odd\"");
  storage_.set_note("winner", "0");
  Snapshot before = storage_.snapshot();
  EXPECT_EQ(before.revision, storage_.revision());
  EpochRecord& unknown = before.history.trials[0].epochs.at(0);  // of an older program
  unknown.finished_unix_s = 0.0;
  unknown.worker.clear();
  before.history.trials[0].epochs.at(1).finished_unix_s = 1.7e9 + 1.0 / 3.0;

  const auto copy = GetParam()();
  copy->storage().restore(before);
  expect_equal(copy->storage().snapshot(), before);
  copy->storage().report_epoch(held, {.stage = 1, .epoch = 3});
  EXPECT_EQ(copy->storage().history().trials.at(0).epochs.size(), 3u);
  EXPECT_THROW(copy->storage().restore(before), Error);

  // And through another kind of storage.
  const auto memory = create_memory_storage(before.info);
  memory->restore(before);
  const auto again = GetParam()();
  again->storage().restore(memory->snapshot());
  expect_equal(again->storage().snapshot(), before);
}

TEST_P(StorageContract, ChangesAreSeenByAnotherConnection) {
  const auto other = harness_->another();
  create_trials(1);
  EXPECT_EQ(other->revision(), storage_.revision());
  EXPECT_EQ(other->history().trials.size(), 1u);
  other->claim("w", kLease_s);
  EXPECT_EQ(trial(0).state, TrialState::kRunning);
}

TEST_P(StorageContract, ThreadsClaimEachTrialOnce) {
  constexpr int kTrials = 40;
  create_trials(kTrials);
  std::vector<std::vector<int>> claimed(4);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < claimed.size(); ++i) {
    threads.emplace_back([&, i] {
      const auto own = harness_->another();
      const std::string worker = "w" + std::to_string(i);
      while (const auto t = own->claim(worker, kLease_s)) {
        own->report_epoch(t->lease(), {.epoch = 1});
        own->pause(t->lease());
        claimed[i].push_back(t->number);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  std::multiset<int> all;
  for (const auto& numbers : claimed) all.insert(numbers.begin(), numbers.end());
  EXPECT_EQ(all.size(), static_cast<std::size_t>(kTrials));
  EXPECT_EQ(std::set<int>(all.begin(), all.end()).size(), static_cast<std::size_t>(kTrials));
  for (const auto& t : storage_.history().trials) EXPECT_EQ(t.epochs.size(), 1u);
}

TEST_P(StorageContract, OfSeveralPlannersOneWins) {
  const auto revision = storage_.revision();
  std::vector<int> wins(4);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < wins.size(); ++i) {
    threads.emplace_back(
        [&, i] { wins[i] = harness_->another()->apply({create("alexnet", 0.1)}, revision); });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wins[0] + wins[1] + wins[2] + wins[3], 1);
  EXPECT_EQ(storage_.history().trials.size(), 1u);
}

}  // namespace efs::study
