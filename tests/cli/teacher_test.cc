// A trial of one study teaches another one, from outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files/files.h"
#include "program.h"

namespace efs {
namespace {

using ::testing::HasSubstr;
using testing::run_efs;
namespace fs = std::filesystem;

class Teacher : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    const auto drawn =
        run_efs({"data", "synth", (*folder_ / "faces").string(), "--images", "20", "--side", "64"});
    ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
    const auto taught = train("large", {"input=64"});
    ASSERT_EQ(taught.exit_code, 0) << taught.err;
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }

  static testing::ProgramResult train(const std::string& name,
                                      const std::vector<std::string>& more) {
    std::vector<std::string> words{"train",
                                   "--images",
                                   (*folder_ / "faces" / "images").string(),
                                   "--labels",
                                   (*folder_ / "faces" / "labels.txt").string(),
                                   "--study",
                                   study(name).string(),
                                   "--epochs",
                                   "1",
                                   "space.architectures=[shufflenet_v2_x0_5]",
                                   "space.learning_rate=[0.002]",
                                   "train.precision=fp32",
                                   "search.workers=1",
                                   "search.threads_per_worker=1",
                                   "latency.cache=" + (*folder_ / "latency").string()};
    words.insert(words.end(), more.begin(), more.end());
    return run_efs(words);
  }
  static fs::path study(const std::string& name) { return *folder_ / name; }
  static std::string teacher(const std::string& which) {
    return "teacher=" + study(which).string();
  }

  static TemporaryFolder* folder_;
};

TemporaryFolder* Teacher::folder_ = nullptr;

TEST_F(Teacher, TeachesASmallerInput) {
  const auto alone = train("alone", {"input=32"});
  ASSERT_EQ(alone.exit_code, 0) << alone.err;
  const auto taught = train("taught", {"input=32", teacher("large:0"), "train.distillation=0.7"});
  ASSERT_EQ(taught.exit_code, 0) << taught.err;
  EXPECT_THAT(taught.out, HasSubstr("teacher  " + study("large").string() + ":0, 0.7 of the loss"));
  EXPECT_NE(read_file(study("alone") / "leaderboard.csv"),
            read_file(study("taught") / "leaderboard.csv"));
}

TEST_F(Teacher, IsRefusedWhereItCannotTeach) {
  const auto other = train("other", {"input=32", teacher("large"), "seed=3"});
  EXPECT_EQ(other.exit_code, 1);
  EXPECT_THAT(other.err, HasSubstr("division"));
  EXPECT_FALSE(fs::exists(study("other")));
  const auto missing = train("other", {"input=32", teacher("nowhere")});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_THAT(missing.err, HasSubstr("nowhere"));
  const auto number = train("other", {"input=32", teacher("large:7")});
  EXPECT_EQ(number.exit_code, 1);
  EXPECT_THAT(number.err, HasSubstr("no trial 7"));
  EXPECT_FALSE(fs::exists(study("other")));
}

}  // namespace
}  // namespace efs
