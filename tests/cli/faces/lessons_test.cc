// Studies of several faces that learn from other ones: teachers, warm starts, folds.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "cli/faces/small_faces.h"
#include "core/files/files.h"
#include "core/text/json.h"

namespace efs {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::run_efs;
using testing::SmallFaces;
using ::testing::StartsWith;
namespace fs = std::filesystem;

const std::pair<std::string, std::string> kTasks[] = {{"faces", "single"}, {"single", "faces"}};

/// A study of each task, on the same pictures.
class FacesLessons : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    small_ = new SmallFaces(24);
    for (const auto& [task, other] : kTasks) {
      const auto trained = train("of-" + task, {"task=" + task});
      ASSERT_EQ(trained.exit_code, 0) << trained.err;
    }
  }
  static void TearDownTestSuite() {
    delete small_;
    small_ = nullptr;
  }
  static testing::ProgramResult train(const std::string& study,
                                      const std::vector<std::string>& more) {
    return run_efs(small_->words("train", path(study), more));
  }
  static std::string path(const std::string& name) { return small_->path(name); }
  static std::string model(const std::string& study) { return path(study + "/best/model.onnx"); }
  static const SmallFaces& small() { return *small_; }

 private:
  static inline SmallFaces* small_ = nullptr;
};

TEST_F(FacesLessons, ATeacherTeachesAnotherInput) {
  const auto alone = train("alone", {"input=96x64"});
  ASSERT_EQ(alone.exit_code, 0) << alone.err;
  const auto taught = train("taught", {"input=96x64", "teacher=" + path("of-faces")});
  ASSERT_EQ(taught.exit_code, 0) << taught.err;
  EXPECT_THAT(taught.out, HasSubstr("teacher  " + path("of-faces") + ", 0.5 of the loss"));
  EXPECT_NE(read_file(path("alone/results.csv")), read_file(path("taught/results.csv")));
}

TEST_F(FacesLessons, ATeacherOfTheOtherTaskIsRefused) {
  for (const auto& [task, other] : kTasks) {
    const auto refused = train("none", {"task=" + task, "teacher=" + path("of-" + other) + ":0"});
    EXPECT_EQ(refused.exit_code, 2) << task;
    EXPECT_THAT(refused.err, AllOf(HasSubstr("was trained for the task " + other),
                                   HasSubstr("take a teacher of this task")));
    EXPECT_FALSE(fs::exists(path("none"))) << task;
  }
}

TEST_F(FacesLessons, ATeacherOfAnotherFitIsRefused) {
  const auto refused = train("none", {"fit=stretch", "teacher=" + path("of-faces")});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("was trained with fit: letterbox, and this study has fit: "
                                     "stretch; take a teacher with the same"));
  EXPECT_FALSE(fs::exists(path("none")));
}

TEST_F(FacesLessons, AWarmStartIsOfTheSameTask) {
  const auto words = [&](const std::string& study, const std::string& from) {
    return small().words("search", path(study),
                         {"space={architectures: [shufflenet_v2_x0_5], learning_rate: {low: 0.001,"
                          " high: 0.01, log: true}}",
                          "search.scheduler=asha", "search.max_epochs=1", "search.min_epochs=1",
                          "budget.trials=1", "warm_start=[" + path(from) + "]"});
  };
  const auto warm = run_efs(words("warm", "of-faces"));
  EXPECT_EQ(warm.exit_code, 0) << warm.err;
  const auto refused = run_efs(words("none", "of-single"));
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err,
              AllOf(HasSubstr("warm_start: the trials of " + path("of-single") + " have no val_ap"),
                    HasSubstr("another task")));
  EXPECT_FALSE(fs::exists(path("none/study.db")));
}

TEST_F(FacesLessons, AModelIsJudgedByItsOwnTask) {
  for (const auto& [task, other] : kTasks) {
    const auto refused =
        run_efs({"eval", model("of-" + task), path("of-" + other + "/study.yaml")});
    EXPECT_EQ(refused.exit_code, 2) << task;
    EXPECT_EQ(refused.out, "") << task;
    EXPECT_THAT(refused.err,
                AllOf(HasSubstr("was made for the task " + task), HasSubstr("--images")));
    // The photographs alone: the model says what is judged.
    const auto judged = run_efs({"eval", model("of-" + task), "--images", small().images(),
                                 "--labels", small().labels(), "--part", "all"});
    EXPECT_EQ(judged.exit_code, 0) << judged.err;
  }
  const auto threshold =
      run_efs({"predict", model("of-single"), small().images(), "--threshold", "0.5"});
  EXPECT_EQ(threshold.exit_code, 2);
  EXPECT_THAT(threshold.err, HasSubstr("one box for each image, without a score"));
}

TEST_F(FacesLessons, EachFoldIsJudgedByTheModelThatNeverSawIt) {
  std::string folds;
  for (int i = 0; i < 24; ++i) folds += fmt::format("{:06}.jpg {}\n", i, 1 + i % 2);
  write_file_atomically(path("folds.txt"), folds);
  const auto result = train("k", {"--k-fold", "data.folds=" + path("folds.txt")});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("24 images (each by the model of 2"),
                                HasSubstr("fold 2: AP "), Not(HasSubstr("IoU"))));
  const auto pooled = read_file(path("k/k-fold.csv"));
  EXPECT_THAT(pooled, StartsWith("fold,image_id,found,missed,false_alarms\n"));
  EXPECT_EQ(std::count(pooled.begin(), pooled.end(), '\n'), 1 + 24);
}

TEST_F(FacesLessons, AWinnerThatFindsNothingIsNamed) {
  const auto nothing = train("nothing", {"train.augmentation=none", "space.learning_rate=[1e-9]"});
  ASSERT_EQ(nothing.exit_code, 0) << nothing.err;
  EXPECT_THAT(nothing.out, HasSubstr("The winner is no detector"));
  EXPECT_TRUE(read_file(path("nothing/report.html")).find("The winner is no detector") !=
              std::string::npos);
  const auto evaluated = run_efs({"eval", model("nothing"), path("nothing/study.yaml")});
  EXPECT_EQ(evaluated.exit_code, 0) << evaluated.err;
}

}  // namespace
}  // namespace efs
