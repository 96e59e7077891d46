// What --resume promises: a study goes on as if nothing had been, where its things have moved, when
// the machine is mended, and for longer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>

#include "core/files/files.h"
#include "core/text/json.h"
#include "program.h"
#include "small_disk.h"
#include "small_search.h"
#include "study/location/study_location.h"

namespace efs {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using testing::BackgroundEfs;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::results_without_times;
using testing::run_efs;
using testing::SmallDisk;
using testing::SmallSearch;
using testing::wait_for;

class Resume : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    search_ = new SmallSearch;
    const auto calm = run_efs(search_->words(study("calm")));
    ASSERT_EQ(calm.exit_code, 0) << calm.err;
  }
  static void TearDownTestSuite() {
    delete search_;
    search_ = nullptr;
  }
  static fs::path study(const std::string& name) { return search_->study(name); }
  static std::vector<std::string> words(const fs::path& folder,
                                        const std::vector<std::string>& more = {}) {
    return search_->words(folder, more);
  }
  static testing::ProgramResult resume(const fs::path& folder,
                                       const std::vector<std::string>& more = {}) {
    std::vector<std::string> all{"search", "--study", folder.string(), "--resume"};
    all.insert(all.end(), more.begin(), more.end());
    return run_efs(all);
  }
  static Json status(const fs::path& folder) {
    return Json::parse(run_efs({"status", folder.string(), "--format", "json"}).out);
  }
  /// Returns when the search has trained an epoch and has trials in its queue, with its workers
  /// held still.
  static void hold_in_the_middle(const BackgroundEfs& search, const fs::path& folder) {
    search.hold_workers_when([&] {
      if (!testing::has_trained(folder)) return false;
      const Json now = status(folder);
      return now.at("epochs") > 0 && now.at("trials").contains("queued");
    });
  }
  /// A search that was told to stop once it had begun.
  static void begin(const std::string& name, const std::vector<std::string>& more = {}) {
    BackgroundEfs search(words(study(name), more), study(name + ".log"));
    hold_in_the_middle(search, study(name));
    search.signal(SIGINT);
    search.continue_workers();
    ASSERT_EQ(search.wait(), 130) << read_file(study(name + ".log"));
  }
  /// As if it had met something that is gone by now.
  static void let_a_trial_fail(const std::string& name) {
    const auto storage = study::open_storage((study(name) / "study.db").string());
    const auto trial = storage->claim("unlucky", 60.0);
    ASSERT_TRUE(trial.has_value());
    storage->finish(trial->lease(), study::TrialState::kFailed, "out of memory");
  }
  static void expect_like_calm(const fs::path& folder) {
    EXPECT_EQ(results_without_times(folder), results_without_times(study("calm")));
    EXPECT_EQ(read_file(folder / "leaderboard.csv"), read_file(study("calm") / "leaderboard.csv"));
  }

  static SmallSearch* search_;
};

SmallSearch* Resume::search_ = nullptr;

// Where the disk is full in the measurement, in a checkpoint or at the end differs from machine to
// machine; between nothing and enough are all of them.
TEST_F(Resume, AfterAFullDiskTheStudyEndsAsAnUndisturbedOne) {
  int interrupted = 0;
  for (const char* size : {"1m", "2m", "7m"}) {
    const fs::path at = study(std::string("disk-") + size);
    const SmallDisk disk(at, size);
    const fs::path folder = at / "study";
    const auto full = run_efs(words(folder));
    EXPECT_NE(full.exit_code, 0) << size;
    EXPECT_THAT(full.err, AnyOf(HasSubstr("No space left on device"), HasSubstr("disk is full"),
                                HasSubstr("is the disk full")));
    disk.enlarge("200m");
    if (!fs::exists(folder / "study.db")) {  // it could not even begin
      EXPECT_FALSE(fs::exists(folder)) << "the same command can be given again";
      continue;
    }
    ++interrupted;
    EXPECT_THAT(full.err, HasSubstr("--resume"));
    EXPECT_FALSE(status(folder).at("trials").contains("failed")) << size;
    const auto resumed = resume(folder);
    ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
    expect_like_calm(folder);
  }
  EXPECT_GE(interrupted, 2);
}

TEST_F(Resume, AfterADiskThatFilledWhileItTrainedToo) {
  const SmallDisk disk(study("filling"), "200m");
  const fs::path folder = study("filling") / "study";
  {
    BackgroundEfs search(words(folder), study("filling.log"));
    hold_in_the_middle(search, folder);
    disk.fill();
    search.continue_workers();
    EXPECT_EQ(search.wait(), 1) << read_file(study("filling.log"));
    disk.empty();
  }
  EXPECT_FALSE(status(folder).at("trials").contains("failed"));
  const auto resumed = resume(folder);
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  expect_like_calm(folder);
}

TEST_F(Resume, RetryFailedGoesOnWithFailedTrials) {
  begin("failed");
  let_a_trial_fail("failed");
  const auto again = resume(study("failed"), {"--retry-failed"});
  ASSERT_EQ(again.exit_code, 0) << again.err;
  expect_like_calm(study("failed"));
  EXPECT_EQ(run_efs(words(study("new"), {"--retry-failed"})).exit_code, 2) << "nothing has failed";
}

TEST_F(Resume, OffersToRetryAndDoesSoAtTheEndToo) {
  begin("offered");
  let_a_trial_fail("offered");
  const auto plain = resume(study("offered"));
  EXPECT_THAT(plain.out, HasSubstr("failed   1 trial; try it again: efs search --study "));
  EXPECT_THAT(plain.out, HasSubstr("--resume --retry-failed"));
  EXPECT_EQ(status(study("offered")).at("trials").at("failed"), 1) << "only where it is asked for";
  const auto again = resume(study("offered"), {"--retry-failed"});
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_FALSE(status(study("offered")).at("trials").contains("failed"));
  EXPECT_EQ(status(study("offered")).at("done"), true);
}

TEST_F(Resume, FindsPhotographsThatHaveMoved) {
  begin("moved");
  const fs::path moved = study("pictures");
  fs::copy(search_->images().parent_path(), moved, fs::copy_options::recursive);
  // The study's own are still there; as if they were not: another configuration names none.
  const auto resumed = resume(study("moved"), {"--images", (moved / "images").string(), "--labels",
                                               (moved / "labels.txt").string()});
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  expect_like_calm(study("moved"));
  for (const auto& text : {read_file(study("moved") / "study.yaml"),
                           run_efs({"study", "show", study("moved").string()}).out}) {
    EXPECT_THAT(text, HasSubstr((moved / "images").string()));
    EXPECT_THAT(text, Not(HasSubstr(search_->images().string())));
  }
}

TEST_F(Resume, SaysHowToNameWhatHasMoved) {
  const fs::path own = study("own");
  fs::copy(search_->images().parent_path(), own, fs::copy_options::recursive);
  {
    auto all = words(study("lost"));
    *std::next(std::find(all.begin(), all.end(), "--images")) = (own / "images").string();
    BackgroundEfs search(all, study("lost.log"));
    hold_in_the_middle(search, study("lost"));
    search.signal(SIGINT);
    search.continue_workers();
    ASSERT_EQ(search.wait(), 130) << read_file(study("lost.log"));
  }
  fs::rename(own, study("elsewhere"));
  const auto lost = resume(study("lost"));
  EXPECT_EQ(lost.exit_code, 1);
  EXPECT_THAT(lost.err, HasSubstr("--resume --images DIR"));
  EXPECT_EQ(resume(study("lost"), {"--images", (study("elsewhere") / "images").string()}).exit_code,
            0);
}

TEST_F(Resume, RefusesOtherPhotographsAndWhatTrialsWereTrainedWith) {
  const fs::path other = study("other");
  ASSERT_EQ(
      run_efs({"data", "synth", other.string(), "--images", "24", "--side", "48", "--seed", "4"})
          .exit_code,
      0);
  const std::string before = read_file(study("calm") / "study.yaml");
  const auto exchanged = resume(study("calm"), {"--images", (other / "images").string(), "--labels",
                                                (other / "labels.txt").string()});
  EXPECT_EQ(exchanged.exit_code, 1);
  EXPECT_THAT(exchanged.err, HasSubstr("have changed since the study began"));
  for (const char* word : {"input=64", "space.learning_rate=[0.1]", "fitness.expression=val_iou",
                           "weights=torchvision", "train.batch_size=4", "seed=3", "task=faces"}) {
    const auto refused = resume(study("calm"), {word});
    EXPECT_EQ(refused.exit_code, 2) << word;
    EXPECT_THAT(refused.err, HasSubstr("cannot change")) << word;
  }
  EXPECT_EQ(resume(study("calm"), {"other.yaml"}).exit_code, 2);
  EXPECT_EQ(read_file(study("calm") / "study.yaml"), before);
}

TEST_F(Resume, WarnsOfAnEditedCopyOfTheConfiguration) {
  begin("edited");
  const fs::path file = study("edited") / "study.yaml";
  std::string text = read_file(file);
  text.replace(text.find("input: 32"), 9, "input: 64");
  write_file_atomically(file, text);
  const auto resumed = resume(study("edited"));
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_THAT(resumed.err, HasSubstr("differs from what the study goes on with in input;"));
  expect_like_calm(study("edited"));
}

TEST_F(Resume, AStageMoreGoesOnWithTheWinner) {
  const auto first = run_efs(words(study("longer")));
  ASSERT_EQ(first.exit_code, 0) << first.err;
  const auto same =
      resume(study("longer"), {"stages=[{epochs: 1, keep: 2}, {epochs: 2, keep: 1}]"});
  EXPECT_EQ(same.exit_code, 2);
  EXPECT_THAT(same.err, HasSubstr("more after them"));
  const auto more =
      resume(study("longer"),
             {"stages=[{epochs: 1, keep: 2}, {epochs: 3, keep: 1}, {epochs: 5, keep: 1}]"});
  ASSERT_EQ(more.exit_code, 0) << more.err;
  // The winner once more, from scratch.
  EXPECT_EQ(status(study("longer")).at("epochs"),
            status(study("calm")).at("epochs").get<int>() + 5);
  EXPECT_EQ(status(study("longer")).at("best").at("stage"), 3);
  const auto model = Json::parse(read_file(study("longer") / "best/model.json"));
  EXPECT_TRUE(model.contains("validation"));
}

TEST_F(Resume, ATrainingGoesOnForMoreEpochs) {
  auto all = words(study("trained"), {"--epochs", "1"});
  all.front() = "train";
  for (std::string& word : all) {
    if (word.starts_with("space.architectures")) word = "space.architectures=[squeezenet1_1]";
    if (word.starts_with("space.learning_rate")) word = "space.learning_rate=[0.002]";
  }
  std::erase_if(all, [](const std::string& word) { return word.starts_with("stages="); });
  const auto first = run_efs(all);
  ASSERT_EQ(first.exit_code, 0) << first.err;
  const auto more =
      run_efs({"train", "--study", study("trained").string(), "--resume", "--epochs", "2"});
  ASSERT_EQ(more.exit_code, 0) << more.err;
  EXPECT_EQ(status(study("trained")).at("epochs"), 1 + 2) << "a stage from scratch";
  EXPECT_THAT(read_file(study("trained") / "study.yaml"), HasSubstr("epochs: 2"));
}

TEST_F(Resume, ALargerBudgetBeginsMoreTrials) {
  const auto asha = [&](const std::string& name) {
    return words(study(name), {"search.scheduler=asha", "search.sampler=random",
                               "search.max_epochs=3", "search.min_epochs=1", "budget.trials=2"});
  };
  auto begun = asha("asha");
  std::erase_if(begun, [](const std::string& word) { return word.starts_with("stages="); });
  ASSERT_EQ(run_efs(begun).exit_code, 0);
  EXPECT_EQ(status(study("asha")).at("trial_count"), 2);
  const auto same = resume(study("asha"), {"budget.patience_epochs=1000"});
  EXPECT_EQ(same.exit_code, 2) << same.err;
  EXPECT_THAT(same.err, HasSubstr("is done with this end too"));
  const auto more = resume(study("asha"), {"budget.trials=4"});
  ASSERT_EQ(more.exit_code, 0) << more.err;
  EXPECT_EQ(status(study("asha")).at("trial_count"), 4);
  EXPECT_THAT(read_file(study("asha") / "study.yaml"), HasSubstr("trials: 4"));
}

TEST_F(Resume, ADatabaseThatIsDeletedMeanwhileIsNoSuccess) {
  const fs::path folder = study("deleted");
  BackgroundEfs search(words(folder, {"stages=[{epochs: 100000, keep: 1}]"}), study("deleted.log"));
  hold_in_the_middle(search, folder);
  search.continue_workers();
  for (const char* file : {"study.db", "study.db-wal", "study.db-shm"}) fs::remove(folder / file);
  EXPECT_EQ(search.wait(), 1);
  const std::string log = read_file(study("deleted.log"));
  EXPECT_THAT(log, HasSubstr("was deleted or replaced while the search worked on it"));
  const auto imported = run_efs({"study", "import", (folder / "study-rescued.json").string(),
                                 "--study", study("rescued").string(), "--files", folder.string()});
  ASSERT_EQ(imported.exit_code, 0) << imported.err;
  EXPECT_GE(status(study("rescued")).at("epochs"), 1);
}

TEST_F(Resume, CheapRefusalsComeFirst) {
  const std::string labels = study("malformed.txt").string();
  write_file_atomically(labels, "# 000000.jpg\n1 2 three 4\n");
  const std::string folds = study("folds.txt").string();
  write_file_atomically(folds, "000000.jpg 1\n000001.jpg first\n");
  for (const auto& [more, reason] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"--images", "nowhere"}, "does not exist"},
           {{"data.folds=nowhere.txt"}, "does not exist"},
           {{"--labels", labels}, "malformed.txt:2"},
           {{"data.folds=" + folds, "data.validation_folds=[1]"}, "folds.txt:2"},
           {{"weights=nowhere.pth", "space.architectures=[shufflenet_v2_x0_5]",
             "stages=[{epochs: 1, keep: 1}]"},
            "does not exist"},
           {{"--study", study("calm").string()}, "--resume"},
           {{"--study", "/proc/self/study"}, "cannot be made"}}) {
    auto all = words(study("refused"), more);
    std::erase(all, "train.precision=fp32");  // it would be measured
    if (more.front().starts_with("--")) {
      const auto first = std::find(all.begin(), all.end(), more.front());
      all.erase(first, first + 2);
    }
    const auto result = run_efs(all);
    EXPECT_NE(result.exit_code, 0);
    EXPECT_THAT(result.err, HasSubstr(reason));
    EXPECT_THAT(result.out, Not(HasSubstr("precision")));
    EXPECT_FALSE(fs::exists(study("refused")));
  }
}

TEST_F(Resume, CtrlCDuringMeasurementIsAcknowledgedAndTheSecondGivesUp) {
  const fs::path folder = study("measuring");
  const fs::path log = study("measuring.log");
  // Measurements that never come to an end by themselves: a network a test of its own.
  BackgroundEfs search(words(folder, {"latency.reuse=false", "latency.cool_down_s=3600"}), log);
  const auto says = [&](const char* text) {
    return fs::exists(log) && read_file(log).find(text) != std::string::npos;
  };
  wait_for([&] { return says("measuring "); });
  search.signal(SIGINT);
  wait_for([&] { return says("stopping after this measurement"); });
  search.signal(SIGINT);
  EXPECT_EQ(search.wait(), 130) << read_file(log);
  EXPECT_THAT(read_file(log), HasSubstr("stopping after this measurement"));
  EXPECT_THAT(read_file(log), HasSubstr("everything is saved"));
}

}  // namespace
}  // namespace efs
