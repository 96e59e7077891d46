// The front from outside: a search with two objectives, cut off and gone on with, and what one does
// with its front.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "core/files/files.h"
#include "program.h"

namespace efs {
namespace {

using testing::BackgroundEfs;
using ::testing::HasSubstr;
using testing::run_efs;
namespace fs = std::filesystem;

class RungSearchCommand : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    const auto result = run_efs({"data", "synth", (*folder_ / "faces").string(), "--images", "40",
                                 "--side", "64", "--seed", "3"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    const auto search = run_efs(arguments("front", {"budget.trials=7"}));
    ASSERT_EQ(search.exit_code, 0) << search.err;
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }

  static fs::path study(const std::string& name) { return *folder_ / name; }

  static std::vector<std::string> arguments(const std::string& name,
                                            const std::vector<std::string>& more) {
    std::vector<std::string> words{
        "search",
        "--images",
        (*folder_ / "faces" / "images").string(),
        "--labels",
        (*folder_ / "faces" / "labels.txt").string(),
        "--study",
        study(name).string(),
        "preset=front",
        "input=64",
        "space={architectures: [shufflenet_v2_x0_5, squeezenet1_1], input: [64],"
        " learning_rate: {low: 0.0005, high: 0.01, log: true}}",
        "search.min_epochs=1",
        "search.max_epochs=4",
        "search.reduction=2",
        "search.workers=1",
        "search.threads_per_worker=1",
        "latency.cache=" + (*folder_ / "latency").string()};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  static TemporaryFolder* folder_;
};

TemporaryFolder* RungSearchCommand::folder_ = nullptr;

TEST_F(RungSearchCommand, LeavesAFrontAndAReport) {
  const std::string leaderboard = read_file(study("front") / "leaderboard.csv");
  EXPECT_THAT(leaderboard, HasSubstr("hypervolume"));
  EXPECT_THAT(leaderboard, HasSubstr("completed,3,4"));
  const std::string page = read_file(study("front") / "report.html");
  for (const std::string section : {"front", "rungs", "timeline", "progress"}) {
    EXPECT_NE(page.find("<section id=\"" + section + "\""), std::string::npos) << section;
  }
  EXPECT_TRUE(fs::exists(study("front") / "best" / "model.onnx"));
}

TEST_F(RungSearchCommand, BestExportsTheMostAccurateWithinATime) {
  const auto out = study("within.onnx");
  const auto result =
      run_efs({"best", study("front").string(), "--latency-ms", "1000", "--out", out.string()});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("hypervolume"));
  EXPECT_TRUE(fs::exists(out));
  const auto judged =
      run_efs({"eval", out.string(), "--images", (*folder_ / "faces" / "images").string(),
               "--labels", (*folder_ / "faces" / "labels.txt").string()});
  EXPECT_EQ(judged.exit_code, 0) << judged.err;

  const auto too_fast = run_efs({"best", study("front").string(), "--latency-ms", "0.0001"});
  EXPECT_EQ(too_fast.exit_code, 1);
  EXPECT_THAT(too_fast.err, HasSubstr("no trial of"));
  EXPECT_THAT(too_fast.err, HasSubstr("the fastest, trial"));
}

TEST_F(RungSearchCommand, ItsCurvesCanBeSimulated) {
  const auto curves = study("curves.csv");
  ASSERT_EQ(run_efs({"report", study("front").string(), "--curves", curves.string()}).exit_code, 0);
  EXPECT_THAT(read_file(curves),
              HasSubstr("architecture,learning_rate,epoch,train_loss,val_loss,latency_s"));
  const auto result = run_efs({"simulate", curves.string(), "--scheduler", "full", "--sampler",
                               "random", "--seeds", "3", "--out", study("steps.csv").string()});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("full+random"));
  EXPECT_THAT(read_file(study("steps.csv")), HasSubstr("full+random,1,0,1,"));
}

TEST_F(RungSearchCommand, KilledItGoesOnToTheSameResult) {
  {
    BackgroundEfs search(arguments("killed", {"budget.trials=7"}), study("killed.log"));
    const auto results = study("killed") / "results.csv";
    testing::wait_for([&] { return fs::exists(results) && read_file(results).size() > 400; });
    search.signal(SIGKILL);
    search.wait();
  }
  const auto resumed = run_efs({"search", "--study", study("killed").string(), "--resume"});
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_EQ(testing::results_without_times(study("killed")),
            testing::results_without_times(study("front")));
}

TEST_F(RungSearchCommand, AnHourThatIsOverEndsTheSearch) {
  const auto result = run_efs(arguments("hour", {"budget.hours=0.0005", "search.max_epochs=200"}));
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(read_file(study("hour") / "leaderboard.csv"),
              HasSubstr("the budget of 0.0005 hours is spent"));
}

TEST_F(RungSearchCommand, WhatDoesNotFitTogetherIsRefused) {
  const auto staged = run_efs(arguments("bad", {"search.scheduler=staged"}));
  EXPECT_EQ(staged.exit_code, 2);
  const auto endless = run_efs(arguments("bad", {"budget.hours=none"}));
  EXPECT_EQ(endless.exit_code, 2);
  EXPECT_THAT(endless.err, HasSubstr("budget.trials"));
  EXPECT_FALSE(fs::exists(study("bad")));
}

}  // namespace
}  // namespace efs
