// Optuna itself opens what is written.
#include "study/export/optuna.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <limits>

#include "study/example_info.h"
#include "support/message_of.h"
#include "support/temporary_folder.h"

namespace efs::study {
namespace {

using ::testing::HasSubstr;

/// Trial i has the fitness i / 10, where it is not one that has none.
Snapshot example() {
  Snapshot snapshot{.info = example_info()};
  const TrialState states[] = {TrialState::kStopped,  TrialState::kStopped, TrialState::kCompleted,
                               TrialState::kDiverged, TrialState::kQueued,  TrialState::kRunning};
  for (int i = 0; i < 6; ++i) {
    Trial trial;
    trial.number = i;
    trial.params = {{"architecture", std::string(i % 2 == 0 ? "resnet18" : "it's \"odd\"")},
                    {"learning_rate", i < 2 ? 1e-3 / 3.0 : 0.01},
                    {"tap", std::int64_t{16}}};
    trial.state = states[i];
    trial.heartbeat_s = 1.7e9 + i;
    trial.epochs = {{.epoch = 1, .metrics = {{"val_iou", 0.1 * i}}, .seconds = 2.0},
                    {.epoch = 2, .metrics = {{"val_iou", 1.0 / 3.0}}, .seconds = 3.5}};
    snapshot.history.trials.push_back(trial);
  }
  snapshot.history.trials[1].epochs[0].finished_unix_s = 1.7e9 - 60.0;
  snapshot.history.trials[1].epochs[1].finished_unix_s = 1.7e9 + 20.0;
  snapshot.history.trials[3].epochs[1].metrics.set("val_iou",
                                                   std::numeric_limits<double>::quiet_NaN());
  return snapshot;
}

OptunaView view() {
  return {.maximize = true,
          .accuracy = "val_iou",
          .choices = {{"learning_rate", {0.1, 0.01}}},
          .value = [](const Trial& trial) -> std::optional<double> {
            if (!has_ended(trial.state) || trial.state == TrialState::kDiverged) return {};
            return 0.1 * trial.number;
          },
          .attributes =
              [](const Trial& trial) {
                return std::map<std::string, Json>{{"efs_state", to_string(trial.state)},
                                                   {"latency_ms", 12.25}};
              }};
}

Json read_by_optuna(const std::string& path) {
  const std::string command = "/usr/bin/python3 '" EFS_SOURCE_DIR "/tests/study/read_optuna.py' '" +
                              path + "' " + example_info().name;
  FILE* pipe = ::popen(command.c_str(), "r");
  std::string text;
  std::array<char, 4096> buffer;
  while (const auto count = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    text.append(buffer.data(), count);
  }
  EXPECT_EQ(::pclose(pipe), 0);
  return Json::parse(text);
}

TEST(Optuna, OpensTheExport) {
  const TemporaryFolder folder;
  const std::string path = folder / "out.db";
  write_optuna(path, example(), view());
  const Json study = read_by_optuna(path);
  EXPECT_EQ(study.at("direction"), "MAXIMIZE");
  EXPECT_EQ(study.at("best"), 2);
  EXPECT_EQ(study.at("best_value"), 0.2);
  EXPECT_EQ(study.at("study_attributes").at("config_yaml"), example_info().config_yaml);
  EXPECT_EQ(study.at("study_attributes").at("seed"), example_info().seed);
  const auto importances = study.at("importances").get<std::map<std::string, double>>();
  EXPECT_EQ(importances.size(), 3U);
  EXPECT_NEAR(importances.at("architecture") + importances.at("learning_rate"), 1.0, 1e-6);

  const Json& trials = study.at("trials");
  ASSERT_EQ(trials.size(), 6U);
  const char* states[] = {"COMPLETE", "COMPLETE", "COMPLETE", "FAIL", "WAITING", "RUNNING"};
  for (std::size_t i = 0; i < trials.size(); ++i) EXPECT_EQ(trials[i].at("state"), states[i]);
  EXPECT_EQ(trials[1].at("params"),
            Json({{"architecture", "it's \"odd\""}, {"learning_rate", 1e-3 / 3.0}, {"tap", 16}}));
  EXPECT_EQ(trials[1].at("value"), 0.1);
  EXPECT_EQ(trials[1].at("choices").at("learning_rate"), Json({0.1, 0.01, 1e-3 / 3.0}));
  EXPECT_EQ(trials[1].at("intermediate"), Json({{"1", "0.1"}, {"2", "0.3333333333333333"}}));
  EXPECT_EQ(trials[3].at("intermediate").at("2"), "nan");
  EXPECT_EQ(trials[0].at("attributes"), Json({{"efs_state", "stopped"}, {"latency_ms", 12.25}}));
  EXPECT_EQ(trials[0].at("seconds"), 5.5);
  EXPECT_EQ(trials[1].at("seconds"), 82.0) << "from its first epoch's begin to its last one's end";
  EXPECT_TRUE(trials[5].at("seconds").is_null());
}

TEST(Optuna, RangesAreItsNumericDistributions) {
  const TemporaryFolder folder;
  const std::string path = folder / "out.db";
  OptunaView ranges = view();
  ranges.choices.clear();
  ranges.ranges = {{"learning_rate", {.low = 1e-4, .high = 0.1, .logarithmic = true}},
                   {"tap", {.low = 8.0, .high = 32.0, .step = 8.0, .integer = true}}};
  write_optuna(path, example(), ranges);
  const Json trial = read_by_optuna(path).at("trials").at(1);
  EXPECT_EQ(trial.at("ranges").at("learning_rate"),
            Json::array({"FloatDistribution", 1e-4, 0.1, nullptr, true}));
  EXPECT_EQ(trial.at("ranges").at("tap"), Json::array({"IntDistribution", 8, 32, 8, false}));
  EXPECT_EQ(trial.at("params"),
            Json({{"architecture", "it's \"odd\""}, {"learning_rate", 1e-3 / 3.0}, {"tap", 16}}));
}

TEST(Optuna, IsWrittenWhollyOrNotAtAll) {
  const TemporaryFolder folder;
  const std::string path = folder / "out.db";
  write_optuna(path, example(), view());
  EXPECT_THAT(message_of([&] { write_optuna(path, example(), view()); }), HasSubstr("exists"));
  EXPECT_THAT(message_of([&] { write_optuna(folder / "no/such/out.db", example(), view()); }),
              HasSubstr("cannot be written"));
}

}  // namespace
}  // namespace efs::study
