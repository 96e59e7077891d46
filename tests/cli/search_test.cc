// The main job from outside: drawn faces in, a ranked and exported detector out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <thread>

#include "core/files.h"
#include "core/json.h"
#include "program.h"

namespace efs {
namespace {

using testing::BackgroundEfs;
using ::testing::HasSubstr;
using testing::run_efs;
namespace fs = std::filesystem;

/// One data set and one latency cache for all tests of this file.
class SearchCommand : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    const auto result = run_efs(
        {"data", "synth", faces().string(), "--images", "60", "--side", "96", "--seed", "3"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }

  static fs::path faces() { return *folder_ / "faces"; }
  static fs::path study(const std::string& name) { return *folder_ / name; }

  /// Four trials, two stages, seconds of work.
  static std::vector<std::string> arguments(const std::string& name,
                                            const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{"search",
                                   "--images",
                                   (faces() / "images").string(),
                                   "--labels",
                                   (faces() / "labels.txt").string(),
                                   "--study",
                                   study(name).string(),
                                   "input=64",
                                   "space.architectures=[shufflenet_v2_x0_5, squeezenet1_1]",
                                   "space.learning_rate=[0.001, 0.0001]",
                                   "stages=[{epochs: 1, keep: 2}, {epochs: 3, keep: 1}]",
                                   "search.workers=1",
                                   "search.threads_per_worker=1",
                                   "latency.cache=" + (*folder_ / "latency").string()};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  static std::string results_without_times(const std::string& name) {
    return testing::results_without_times(study(name));
  }

 private:
  static TemporaryFolder* folder_;
};

TemporaryFolder* SearchCommand::folder_ = nullptr;

TEST_F(SearchCommand, EndsWithEverythingTheStudyFolderPromises) {
  const auto result = run_efs(arguments("whole"));
  ASSERT_EQ(result.exit_code, 0) << result.err;
  for (const auto* file :
       {"study.yaml", "study.db", "results.csv", "leaderboard.csv", "report.html",
        "best/model.onnx", "best/model.pt", "best/model.json", "best/validation.csv"}) {
    EXPECT_TRUE(fs::exists(study("whole") / file)) << file;
  }
  EXPECT_THAT(result.out, HasSubstr("report"));
  // 4 trials x 1 epoch, 2 architectures x 2 further epochs, and the header.
  const auto table = results_without_times("whole");
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
  ASSERT_EQ(run_efs(arguments("undisturbed")).exit_code, 0);
  {
    BackgroundEfs search(arguments("interrupted"), study("interrupted.log"));
    // The first trial's checkpoint is there: the search is in its middle.
    for (int i = 0;
         i < 600 && !fs::exists(study("interrupted") / "trials/0000/checkpoint.safetensors"); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    search.signal(SIGINT);
    EXPECT_EQ(search.wait(), 130) << read_file(study("interrupted.log"));
  }
  const auto resumed = run_efs({"search", "--study", study("interrupted").string(), "--resume"});
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_EQ(results_without_times("interrupted"), results_without_times("undisturbed"));
  EXPECT_EQ(read_file(study("interrupted") / "leaderboard.csv"),
            read_file(study("undisturbed") / "leaderboard.csv"));
}

TEST_F(SearchCommand, KilledAndResumedGivesTheSameResults) {
  ASSERT_EQ(run_efs(arguments("steady")).exit_code, 0);
  {
    BackgroundEfs search(arguments("killed"), study("killed.log"));
    for (int i = 0; i < 600 && !fs::exists(study("killed") / "trials/0001/checkpoint.safetensors");
         ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    search.signal(SIGKILL);
    search.wait();
  }
  const auto resumed = run_efs({"search", "--study", study("killed").string(), "--resume"});
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_EQ(results_without_times("killed"), results_without_times("steady"));
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
