// What a study's model is judged on, and under which names its commands write.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <utility>

#include "core/files/files.h"
#include "core/text/json.h"
#include "program.h"

namespace efs {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::run_efs;
namespace fs = std::filesystem;

class StudyModel : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    for (const auto& [name, seed] : {std::pair("faces", "1"), std::pair("others", "2")}) {
      ASSERT_EQ(
          run_efs({"data", "synth", path(name), "--images", "20", "--side", "64", "--seed", seed})
              .exit_code,
          0);
    }
    const auto trained = train("q", "faces");
    ASSERT_EQ(trained.exit_code, 0) << trained.err;
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }
  static std::string path(const std::string& name) { return (*folder_ / name).string(); }
  static std::string model() { return path("runs/q/best/model.onnx"); }
  static testing::ProgramResult train(const std::string& study, const std::string& data) {
    return run_efs(with(
        {"train", "--study", path("runs/" + study), "--epochs", "1", "seed=5", "input=32",
         "space.architectures=[shufflenet_v2_x0_5]", "search.workers=1",
         "search.threads_per_worker=1", "train.precision=fp32", "latency.cache=" + path("latency")},
        data));
  }
  static std::vector<std::string> with(std::vector<std::string> words, const std::string& data) {
    words.insert(words.end(),
                 {"--images", path(data + "/images"), "--labels", path(data + "/labels.txt")});
    return words;
  }
  static testing::ProgramResult eval(std::vector<std::string> more, const std::string& data = "") {
    std::vector<std::string> words{"eval", model(), "--format", "json"};
    words.insert(words.end(), more.begin(), more.end());
    return run_efs(data.empty() ? words : with(words, data));
  }

 private:
  static TemporaryFolder* folder_;
};

TemporaryFolder* StudyModel::folder_ = nullptr;

TEST_F(StudyModel, IsJudgedOnItsOwnValidationImages) {
  const auto result = eval({path("runs/q/study.yaml")});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto json = Json::parse(result.out);
  EXPECT_EQ(json.at("judged_on"), "validation");
  EXPECT_EQ(json.at("images"), 4);
  EXPECT_EQ(json.at("images_that_trained_it"), 0);
  const auto stated = Json::parse(read_file(path("runs/q/best/model.json")));
  EXPECT_EQ(stated.at("validation").at("mean_iou"), json.at("mean_iou"));
  EXPECT_EQ(stated.at("dataset_digest").get<std::string>().size(), 64U);
}

TEST_F(StudyModel, IsNotJudgedOnWhatTrainedItAsValidation) {
  for (const char* division : {"seed=77", "data.validation_share=0.5"}) {
    const auto result = eval({division}, "faces");
    EXPECT_EQ(result.exit_code, 1) << division;
    EXPECT_THAT(result.err, AllOf(HasSubstr("trained the model"),
                                  HasSubstr(path("runs/q/study.yaml")), HasSubstr("--part all")))
        << division;
    EXPECT_EQ(result.out, "");
  }
  const auto all = Json::parse(eval({"--part", "all", "seed=77"}, "faces").out);
  EXPECT_EQ(all.at("images_that_trained_it"), 16);
  EXPECT_EQ(all.at("judged_on"), "16 trained it, 4 validation");
}

TEST_F(StudyModel, IsJudgedOnAllOfOtherPhotographs) {
  const auto result = eval({}, "others");
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto json = Json::parse(result.out);
  EXPECT_EQ(json.at("images"), 20);
  EXPECT_EQ(json.at("judged_on"), "not seen in training");
}

TEST_F(StudyModel, LeavesOutWhatItHasSeenWhereAsked) {
  // Ten photographs of each, under other names.
  std::string labels;
  for (const std::string& data : {"faces", "others"}) {
    std::istringstream lines(read_file(path(data + "/labels.txt")));
    for (std::string name, box; std::getline(lines, name);) {
      std::getline(lines, box);
      name = name.substr(2);
      if (name > "000009.jpg") break;
      fs::create_directories(path("mixed/images"));
      fs::copy_file(path(data + "/images/" + name), path("mixed/images/" + data + name));
      labels += "# " + data + name + "\n" + box + "\n";
    }
  }
  write_file_atomically(path("mixed/labels.txt"), labels);
  const auto json = Json::parse(eval({"--part", "unseen"}, "mixed").out);
  EXPECT_EQ(json.at("images"), 10);
  EXPECT_EQ(json.at("judged_on"), "not seen in training");
  EXPECT_EQ(eval({"--part", "unseen"}, "faces").exit_code, 1);
}

TEST_F(StudyModel, WithoutThatRecordItSaysWhatIsNotKnown) {
  const std::string fresh = path("fresh.onnx");
  ASSERT_EQ(
      run_efs({"export", "--arch", "squeezenet1_1", "--input", "64", "--out", fresh}).exit_code, 0);
  const auto result = run_efs(with({"eval", fresh}, "faces"));
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("does not say which photographs it was trained on"));
  EXPECT_EQ(run_efs(with({"eval", fresh, "--part", "unseen"}, "faces")).exit_code, 1);
}

TEST_F(StudyModel, ThatIsNoBetterThanTheMeanBoxSaysSo) {
  // The same box in every photograph: nothing is better than the mean box.
  fs::copy(path("faces"), path("constant"), fs::copy_options::recursive);
  std::string labels;
  for (const auto& entry : fs::directory_iterator(path("constant/images"))) {
    labels += "# " + entry.path().filename().string() + "\n4 4 40 44\n";
  }
  write_file_atomically(path("constant/labels.txt"), labels);
  const auto trained = train("constant", "constant");
  ASSERT_EQ(trained.exit_code, 0) << trained.err;
  EXPECT_THAT(trained.out, HasSubstr("The winner is no detector"));
  const std::string page = read_file(path("runs/constant/report.html"));
  EXPECT_TRUE(page.find("The winner is no detector") != std::string::npos);
}

TEST_F(StudyModel, IsExportedUnderNamesThatTellAndReplaceNothing) {
  fs::create_directories(path("out"));
  const std::string study = path("runs/q");
  ASSERT_EQ(run_efs({"export", study}, path("out")).exit_code, 0);
  EXPECT_TRUE(fs::exists(path("out/q-trial0000.onnx")));
  ASSERT_EQ(run_efs({"best", study}, path("out")).exit_code, 0);
  EXPECT_TRUE(fs::exists(path("out/q-best.onnx")));
  for (const std::string& command : {"export", "best"}) {
    const auto again = run_efs({command, study}, path("out"));
    EXPECT_EQ(again.exit_code, 1) << command;
    EXPECT_THAT(again.err, AllOf(HasSubstr("exists"), HasSubstr("--out"))) << command;
  }
  const auto csv = eval({path("runs/q/study.yaml"), "--csv", path("faces/labels.txt")});
  EXPECT_EQ(csv.exit_code, 1);
  EXPECT_THAT(csv.err, HasSubstr("--csv"));
  const auto samples =
      run_efs({"bench", model(), "--samples", path("faces/labels.txt")}, path("out"));
  EXPECT_EQ(samples.exit_code, 1);
  EXPECT_THAT(samples.err, HasSubstr("--samples"));
  EXPECT_THAT(read_file(path("faces/labels.txt")), HasSubstr("# 000000.jpg"));
}

}  // namespace
}  // namespace efs
