// `efs study` and `efs status --watch`, as a user runs them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/front/front_study.h"
#include "cli/front/study_lookup.h"
#include "cli/program.h"
#include "core/files.h"
#include "core/json.h"
#include "study/wish.h"

namespace efs::cli {
namespace {

namespace fs = std::filesystem;
using efs::TemporaryFolder;
using efs::testing::run_efs;
using ::testing::HasSubstr;

class StudyCommand : public ::testing::Test {
 protected:
  StudyCommand() { make_study(folder_ / "one", "one"); }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::unique_ptr<study::Storage> storage() const {
    return study::open_storage(study::existing_place(path("one")).database);
  }

  TemporaryFolder folder_;
};

TEST_F(StudyCommand, ListAndShow) {
  EXPECT_THAT(run_efs({"study", "list", "--runs", folder_.path().string()}).out, HasSubstr("one"));
  const auto shown = run_efs({"study", "show", path("one")});
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_THAT(shown.out, HasSubstr("seed 7"));
  EXPECT_THAT(shown.out, HasSubstr("architectures:"));
}

TEST_F(StudyCommand, WishesReachTheWorkers) {
  EXPECT_EQ(study::wish(*storage()), study::Wish::kWork);
  ASSERT_EQ(run_efs({"study", "pause", path("one")}).exit_code, 0);
  EXPECT_EQ(study::wish(*storage()), study::Wish::kPause);
  ASSERT_EQ(run_efs({"study", "resume", path("one")}).exit_code, 0);
  EXPECT_EQ(study::wish(*storage()), study::Wish::kWork);
  ASSERT_EQ(run_efs({"study", "stop", path("one")}).exit_code, 0);
  EXPECT_EQ(study::wish(*storage()), study::Wish::kStop);
}

TEST_F(StudyCommand, DeletesOnlyWhatNobodyTrainsAndOnlyWhenSure) {
  EXPECT_THAT(run_efs({"study", "delete", path("one"), "--yes"}).err,
              HasSubstr("1 of its trials are being trained"));
  storage()->release(storage()->history().trials.at(1).lease());
  const auto unsure = run_efs({"study", "delete", path("one")});
  EXPECT_EQ(unsure.exit_code, 1);
  EXPECT_THAT(unsure.err, HasSubstr("--yes"));
  EXPECT_TRUE(fs::exists(path("one")));
  EXPECT_EQ(run_efs({"study", "delete", path("one"), "--yes"}).exit_code, 0);
  EXPECT_FALSE(fs::exists(path("one")));
}

TEST_F(StudyCommand, ACopyIsEqual) {
  fs::create_directories(folder_ / "one/trials/0000");
  write_file_atomically(folder_ / "one/trials/0000/checkpoint.safetensors", "x");
  ASSERT_EQ(run_efs({"study", "export", path("one"), path("one.json")}).exit_code, 0);
  const auto imported = run_efs(
      {"study", "import", path("one.json"), "--study", path("two"), "--files", path("one")});
  ASSERT_EQ(imported.exit_code, 0) << imported.err;
  ASSERT_EQ(run_efs({"study", "export", path("two"), path("two.json")}).exit_code, 0);
  EXPECT_EQ(read_file(path("two.json")), read_file(path("one.json")));
  EXPECT_TRUE(fs::exists(path("two/trials/0000/checkpoint.safetensors")));
  EXPECT_THAT(run_efs({"study", "import", path("one.json"), "--study", path("two")}).err,
              HasSubstr("not empty"));
  EXPECT_THAT(run_efs({"study", "export", path("one"), path("one.json")}).err, HasSubstr("exists"));
}

TEST_F(StudyCommand, ExportsForOptuna) {
  const auto exported =
      run_efs({"study", "export", path("one"), path("o.db"), "--format", "optuna"});
  ASSERT_EQ(exported.exit_code, 0) << exported.err;
  EXPECT_THAT(exported.out, HasSubstr("optuna.load_study(study_name=\"one\""));
  EXPECT_GT(fs::file_size(path("o.db")), 1000U);
}

TEST_F(StudyCommand, WatchesUntilTheStudyIsDone) {
  const auto all = storage();
  const auto revision = all->revision();
  efs::testing::BackgroundEfs watch({"status", path("one"), "--watch", "--format", "json"},
                                    folder_ / "log");
  while (!fs::exists(folder_ / "log") || fs::file_size(folder_ / "log") == 0) {
  }
  EXPECT_TRUE(watch.running());
  all->pause(all->history().trials.at(1).lease());
  ASSERT_TRUE(all->apply({study::EndTrial{0, study::TrialState::kCompleted, ""},
                          study::EndTrial{1, study::TrialState::kStopped, ""}},
                         revision));
  EXPECT_EQ(watch.wait(), 0);
  const std::string log = read_file(folder_ / "log");
  const auto last = log.rfind('\n', log.size() - 2);
  EXPECT_EQ(Json::parse(log.substr(0, log.find('\n'))).at("done"), false);
  EXPECT_EQ(Json::parse(log.substr(last + 1)).at("done"), true);
}

}  // namespace
}  // namespace efs::cli
