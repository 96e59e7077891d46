// How commands of efs-worker are told a study, and what they say of somebody else's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>

#include "core/files/files.h"
#include "program.h"
#include "study/location/study_location.h"

namespace efs {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::run_efs;

class StudyWords : public ::testing::Test {
 protected:
  StudyWords() { ::setenv("XDG_CACHE_HOME", (folder_ / "cache").c_str(), 1); }

  void make(const std::string& folder, const std::string& config_yaml) const {
    study::create_storage(study::new_study_location((folder_ / folder).string()),
                          {.name = "q",
                           .config_yaml = config_yaml,
                           .dataset_digest = "d1ce",
                           .program_version = "0.1.0",
                           .seed = 7,
                           .created_unix_s = 1.7e9});
  }
  testing::ProgramResult run(const std::vector<std::string>& words) const {
    return run_efs(words, folder_.path());
  }

  TemporaryFolder folder_;
};

TEST_F(StudyWords, EveryCommandFindsAStudyByItsName) {
  make("runs/q", "seed: 7\n");
  for (const std::vector<std::string>& words : {std::vector<std::string>{"best", "q"},
                                                {"export", "q"},
                                                {"export", "q:0"},
                                                {"targets", "predict", "q"},
                                                {"search", "--study", "q", "--resume"},
                                                {"train", "--study", "q", "--resume"},
                                                {"status", "q"},
                                                {"study", "show", "q"}}) {
    const auto result = run(words);
    EXPECT_THAT(result.err,
                AllOf(Not(HasSubstr("there is no study")), Not(HasSubstr("unknown study"))))
        << words[0];
  }
}

TEST_F(StudyWords, NoCommandTakesAnotherUrlOrAnEmptyWord) {
  for (const std::string study : {"sqlite:///x.db", ""}) {
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"best", study},
          {"export", study},
          {"targets", "predict", study},
          {"search", "--study", study},
          {"search", "--study", study, "--resume"},
          {"train", "--study", study},
          {"train", "--k-fold", "--study", study},
          {"worker", "--study", study},
          {"search", "--images", study},
          {"search", "--study", "postgresql://h/d/s", "--folder", study},
          {"data", "synth", study}}) {
      const auto refused = run(words);
      EXPECT_EQ(refused.exit_code, 2) << words[0] << " " << study;
      EXPECT_THAT(refused.err, ::testing::ContainsRegex("empty|URL")) << words[0];
    }
  }
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST_F(StudyWords, NoKeyOfPathsTakesAUrl) {
  for (const char* key : {"data.images", "data.labels", "data.folds", "data.packed",
                          "latency.cache", "latency.token_file"}) {
    const auto refused = run({"data", "check", std::string(key) + "=sqlite:///x.db"});
    EXPECT_EQ(refused.exit_code, 2) << key;
    EXPECT_THAT(refused.err, AllOf(HasSubstr(key), HasSubstr("URL"))) << key;
  }
  for (const char* key : {"teacher", "warm_start"}) {
    const auto refused = run({"data", "check", std::string(key) + "=mysql://ann:hunter2@h/d/s"});
    EXPECT_EQ(refused.exit_code, 2) << key;
    EXPECT_THAT(refused.err,
                AllOf(HasSubstr(key), HasSubstr("postgresql://"), Not(HasSubstr("hunter2"))))
        << key;
  }
}

TEST_F(StudyWords, KeysAreNamedAndThoseOfOthersUnderstood) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"budget.hours=0", "budget.hours"},
      {"fitness.target_latency_ms=0", "fitness.target_latency_ms"},
      {"data.validation_share=20", "data.validation_share"},
      {"latency.cool_down_s=-1", "latency.cool_down_s"},
      {"search.reduction=1", "search."},
      {"space.lr=[0.1]", "did you mean space.learning_rate?"},
      {"learning_rate=[0.1]", "did you mean space.learning_rate?"},
      {"stage=[{epochs: 2}]", "did you mean 'stages'?"},
      {"epochs=2", "did you mean stages="},
      {"objective=[x]", "did you mean 'objectives'?"},
      {"search.max_epoch=3", "did you mean 'max_epochs'?"},
      {"batch_size=3", " or train.batch_size?"}};
  for (const auto& [assignment, said] : cases) {
    const auto refused = run({"data", "check", assignment});
    EXPECT_EQ(refused.exit_code, 2) << assignment;
    EXPECT_THAT(refused.err, HasSubstr(said)) << assignment;
  }
}

// A study that came from elsewhere must not send this user's secrets to its boards.
TEST_F(StudyWords, AForeignStudysDemandsAreShownBeforeAnythingIsSent) {
  write_file_atomically(folder_ / "secret", "hunter2\n");
  const std::string token = (folder_ / "secret").string();
  make("foreign", "latency: {url: 'http://127.0.0.1:9', token_file: '" + token +
                      "'}\nslurm: {sbatch: ['--output=/srv/ann/.ssh/authorized_keys']}\n");
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"search", "--study", "foreign", "--resume"},
        {"train", "--study", "foreign", "--resume"},
        {"worker", "--study", "foreign"}}) {
    const auto refused = run(words);
    EXPECT_EQ(refused.exit_code, 1) << words[0];
    EXPECT_THAT(refused.err, AllOf(HasSubstr("http://127.0.0.1:9"), HasSubstr(token),
                                   HasSubstr("authorized_keys"), HasSubstr("--trust-study")))
        << words[0];
  }
  // Once accepted, it goes on, to the photographs that are not here.
  const auto trusted = run({"search", "--study", "foreign", "--resume", "--trust-study"});
  EXPECT_THAT(trusted.err, Not(HasSubstr("--trust-study")));
  const auto again = run({"search", "--study", "foreign", "--resume"});
  EXPECT_THAT(again.err, Not(HasSubstr("--trust-study")));
}

// A folder of somebody else's must not lead what is written into it to another place.
TEST_F(StudyWords, LinksOutOfAForeignStudyAreShownBeforeAnythingIsWritten) {
  make("foreign", "seed: 7\n");
  make("folds/fold-2", "seed: 7\n");
  fs::create_directories(folder_ / "mine");
  for (const char* link :
       {"foreign/best", "foreign/trials", "folds/fold-2/plots", "folds/fold-1"}) {
    fs::create_symlink(folder_ / "mine", folder_ / link);
  }
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"search", "--study", "foreign", "--resume"},
        {"train", "--study", "foreign", "--resume"},
        {"worker", "--study", "foreign"},
        {"train", "--k-fold", "--study", "folds", "--resume"}}) {
    const auto refused = run(words);
    EXPECT_EQ(refused.exit_code, 1) << words[0];
    const bool k_fold = words[1] == "--k-fold";
    for (const char* link : {k_fold ? "folds/fold-1" : "foreign/best",
                             k_fold ? "folds/fold-2/plots" : "foreign/trials"}) {
      EXPECT_THAT(refused.err, AllOf(HasSubstr((folder_ / "mine").string()), HasSubstr(link),
                                     HasSubstr("--trust-study")));
    }
  }
  const auto report = run({"report", "foreign"});
  EXPECT_EQ(report.exit_code, 1);
  EXPECT_THAT(report.err, AllOf(HasSubstr("foreign/best"), HasSubstr("--out FOLDER")));
  EXPECT_EQ(run({"report", "foreign", "--out", "copy"}).exit_code, 0);
  EXPECT_TRUE(fs::exists(folder_ / "copy/report.html"));
  EXPECT_EQ(run({"report", "foreign", "--out", "copy"}).exit_code, 1) << "it exists";
  EXPECT_TRUE(fs::is_empty(folder_ / "mine"));
  // Once accepted, it goes on, to the photographs that are not here; and the report is written.
  const auto trusted = run({"search", "--study", "foreign", "--resume", "--trust-study"});
  EXPECT_THAT(trusted.err, Not(HasSubstr("--trust-study")));
  EXPECT_EQ(run({"report", "foreign"}).exit_code, 0);
  const auto folds = run({"train", "--k-fold", "--study", "folds", "--resume", "--trust-study"});
  EXPECT_THAT(folds.err, Not(HasSubstr("--trust-study")));
}

TEST_F(StudyWords, WhatHasMovedIsNamedWithTheWayToSayWhereItIs) {
  fs::create_directories(folder_ / "images");
  write_file_atomically(folder_ / "labels.txt", "# a.jpg\n1 2 3 4\n");
  const std::string data = "data: {images: '" + (folder_ / "images").string() + "', labels: '" +
                           (folder_ / "labels.txt").string() + "'}\n";
  const std::vector<std::array<std::string, 3>> cases{
      {"weights: '/gone/w.pth'\n", "/gone/w.pth", "weights=FILE"},
      {"teacher: '/gone/study:3'\n", "/gone/study", "teacher=STUDY"},
      {"latency: {url: 'http://127.0.0.1:9', token_file: '/gone/token'}\n", "/gone/token",
       "latency.token_file=FILE"},
      {"latency: {url: 'https://127.0.0.1:9', ca_cert: '/gone/ca.pem'}\n", "/gone/ca.pem",
       "latency.ca_cert=FILE"}};
  for (const auto& [config, file, cure] : cases) {
    const std::string study = "moved" + std::to_string(cure.size());
    make(study, data + config);
    const auto refused = run({"search", "--study", study, "--resume", "--trust-study"});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.err, AllOf(HasSubstr(file + ": the study's "), HasSubstr(cure)));
  }
}

TEST_F(StudyWords, FlagsForAStudyThatGoesOnNeedResume) {
  for (const char* flag : {"--trust-study", "--retry-failed"}) {
    const auto refused = run({"search", "--study", "new", flag});
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.err, AllOf(HasSubstr(flag), HasSubstr("add --resume")));
  }
}

TEST_F(StudyWords, WeightsThatWereNotCopiedAreSaidToBe) {
  make("bare", "seed: 7\n");
  const auto storage = study::open_storage((folder_ / "bare/study.db").string());
  storage->apply({study::CreateTrial{.params = {{"architecture", std::string("resnet18")},
                                                {"learning_rate", 0.001}},
                                     .stage = 1,
                                     .target_epoch = 1}},
                 storage->revision());
  const auto lease = storage->claim("w", 60.0)->lease();
  storage->report_epoch(lease, {.stage = 1, .epoch = 1, .metrics = {{"val_iou", 0.5}}});
  const auto refused = run({"export", "bare:0", "--out", "x.onnx"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("without its files"), HasSubstr("--files FOLDER")));
}

TEST_F(StudyWords, CommandsArePrintedAsAShellTakesThem) {
  const auto drawn = run({"data", "synth", "my faces", "--images", "2", "--side", "32"});
  EXPECT_THAT(drawn.out, HasSubstr("--images 'my faces/images' --labels 'my faces/labels.txt'"));
  EXPECT_THAT(run({"init", "my search.yaml"}).out, HasSubstr("efs search 'my search.yaml'"));
}

TEST_F(StudyWords, OutputOfTheWorkerThatIsLostIsAnError) {
  const std::string line = "'" + testing::efs_program() + "' data synth '" +
                           (folder_ / "f").string() + "' --images 2 --side 32 > /dev/full";
  const auto full = testing::run_program("/bin/sh", {"-c", line});
  EXPECT_EQ(full.exit_code, 1);
  EXPECT_THAT(full.err, HasSubstr("cannot write the output: No space left on device"));
}

}  // namespace
}  // namespace efs
