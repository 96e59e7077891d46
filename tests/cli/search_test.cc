// The main job from outside: drawn faces in, a ranked and exported detector out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>

#include "core/files/files.h"
#include "core/text/json.h"
#include "program.h"
#include "small_search.h"

namespace efs {
namespace {

using testing::BackgroundEfs;
using ::testing::HasSubstr;
using testing::run_efs;
using testing::SmallSearch;
namespace fs = std::filesystem;

/// One data set, one latency cache and one undisturbed search for all tests of this file.
class SearchCommand : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    small_ = new SmallSearch;
    const auto whole = run_efs(arguments("whole"));
    ASSERT_EQ(whole.exit_code, 0) << whole.err;
    EXPECT_THAT(whole.out, HasSubstr("report"));
  }
  static void TearDownTestSuite() {
    delete small_;
    small_ = nullptr;
  }

  static fs::path study(const std::string& name) { return small_->study(name); }
  /// Four trials, two stages, seconds of work.
  static std::vector<std::string> arguments(const std::string& name,
                                            const std::vector<std::string>& more = {}) {
    return small_->words(study(name), more);
  }
  /// With its workers held still after the first epoch of the first trial.
  static void hold_in_the_middle(const BackgroundEfs& search, const std::string& name) {
    search.hold_workers_when([&] { return testing::has_trained(study(name)); });
  }
  static void resume_to_the_same(const std::string& name) {
    const auto resumed = run_efs({"search", "--study", study(name).string(), "--resume"});
    ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
    EXPECT_EQ(testing::results_without_times(study(name)),
              testing::results_without_times(study("whole")));
    EXPECT_EQ(read_file(study(name) / "leaderboard.csv"),
              read_file(study("whole") / "leaderboard.csv"));
  }

 private:
  static SmallSearch* small_;
};

SmallSearch* SearchCommand::small_ = nullptr;

TEST_F(SearchCommand, EndsWithEverythingTheStudyFolderPromises) {
  for (const auto* file :
       {"study.yaml", "study.db", "results.csv", "leaderboard.csv", "report.html",
        "best/model.onnx", "best/model.pt", "best/model.json", "best/validation.csv"}) {
    EXPECT_TRUE(fs::exists(study("whole") / file)) << file;
  }
  // 4 trials x 1 epoch, 2 architectures x 2 further epochs, and the header.
  const auto table = testing::results_without_times(study("whole"));
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 1 + 4 + 4);

  const auto model = (study("whole") / "best/model.onnx").string();
  const auto evaluated =
      run_efs({"eval", model, (study("whole") / "study.yaml").string(), "--format", "json"});
  ASSERT_EQ(evaluated.exit_code, 0) << evaluated.err;
  const auto described = Json::parse(read_file(study("whole") / "best/model.json"));
  EXPECT_NEAR(Json::parse(evaluated.out).at("mean_iou").get<double>(),
              described.at("validation").at("mean_iou").get<double>(), 1e-9);
}

TEST_F(SearchCommand, InterruptedAndResumedGivesTheLeaderboardOfAnUndisturbedRun) {
  {
    BackgroundEfs search(arguments("interrupted"), study("interrupted.log"));
    hold_in_the_middle(search, "interrupted");
    search.signal(SIGINT);
    search.continue_workers();
    EXPECT_EQ(search.wait(), 130) << read_file(study("interrupted.log"));
  }
  resume_to_the_same("interrupted");
}

TEST_F(SearchCommand, KilledAndResumedGivesTheSameResults) {
  {
    BackgroundEfs search(arguments("killed"), study("killed.log"));
    hold_in_the_middle(search, "killed");
    search.signal(SIGKILL);
    search.wait();
  }
  resume_to_the_same("killed");
}

TEST_F(SearchCommand, InfeasibleArchitecturesAreNotTrained) {
  const auto result = run_efs(arguments("infeasible", {"fitness.constraints=[params < 100000]"}));
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto table = read_file(study("infeasible") / "results.csv");
  EXPECT_EQ(table.find("squeezenet1_1"), std::string::npos)
      << "794,948 parameters with its head; shufflenet_v2_x0_5 has 67,812";
  EXPECT_THAT(read_file(study("infeasible") / "leaderboard.csv"), HasSubstr("infeasible"));
}

TEST_F(SearchCommand, ADivergedTrialEndsAndTheSearchGoesOn) {
  const auto result = run_efs(arguments("diverged", {"space.learning_rate=[0.001, 1e30]"}));
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(read_file(study("diverged") / "leaderboard.csv"), HasSubstr("diverged"));
}

TEST_F(SearchCommand, RefusesAStudyThatExists) {
  fs::create_directories(study("exists"));
  write_file_atomically(study("exists") / "notes.txt", "mine");
  const auto result = run_efs(arguments("exists"));
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("--study"));
  EXPECT_EQ(read_file(study("exists") / "notes.txt"), "mine");
}

}  // namespace
}  // namespace efs
