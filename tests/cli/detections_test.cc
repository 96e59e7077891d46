// efs eval --detections and --curve: other detectors beside a model of several faces, and its study.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files/files.h"
#include "core/text/json.h"
#include "program.h"

namespace efs {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::run_efs;
using ::testing::StartsWith;
namespace fs = std::filesystem;

class Detections : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    ASSERT_EQ(run_efs({"data", "synth", path("faces"), "--images", "40", "--side", "64", "--faces",
                       "0-2", "--seed", "3"})
                  .exit_code,
              0);
    const auto trained = run_efs({"train",
                                  "--study",
                                  path("runs/f"),
                                  "--epochs",
                                  "40",
                                  "input=64",
                                  "neck_width=16",
                                  "head_width=16",
                                  "space.architectures=[shufflenet_v2_x0_5]",
                                  "search.workers=1",
                                  "search.threads_per_worker=1",
                                  "train.precision=fp32",
                                  "weights=''",
                                  "space.learning_rate=[0.005]",
                                  "train.batch_size=8",
                                  "train.average_decay=0",
                                  "train.augmentation=none",
                                  "latency.cache=" + path("latency"),
                                  "--images",
                                  path("faces/images"),
                                  "--labels",
                                  path("faces/labels.txt")});
    ASSERT_EQ(trained.exit_code, 0) << trained.err;
    write_file_atomically(path("perfect.txt"), labels_as_detections());
    write_file_atomically(path("blind.csv"), "image_id,x1,y1,x2,y2,score\n");
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }
  static std::string path(const std::string& name) { return (*folder_ / name).string(); }
  static std::string model() { return path("runs/f/best/model.onnx"); }
  static std::string config() { return path("runs/f/study.yaml"); }
  static testing::ProgramResult eval(std::vector<std::string> words) {
    words.insert(words.begin(), "eval");
    return run_efs(words);
  }
  /// The drawn faces as if a detector with scores of 100 had found them.
  static std::string labels_as_detections() {
    const std::string labels = read_file(path("faces/labels.txt"));
    std::string image, text;
    for (std::size_t begin = 0; begin < labels.size();) {
      const std::string line = labels.substr(begin, labels.find('\n', begin) - begin);
      begin += line.size() + 1;
      if (line.starts_with("# "))
        image = line.substr(2);
      else if (!line.empty())
        text += image + " 100 " + line + "\n";
    }
    return text;
  }

 private:
  static TemporaryFolder* folder_;
};

TemporaryFolder* Detections::folder_ = nullptr;

TEST_F(Detections, StandBesideTheModelInOneTable) {
  const std::vector<std::string> words{
      model(), config(), "--detections", path("perfect.txt"), "--detections", path("blind.csv")};
  const auto text = eval(words);
  ASSERT_EQ(text.exit_code, 0) << text.err;
  EXPECT_THAT(text.out, AllOf(StartsWith("8 images (validation)"), HasSubstr("\nmodel.onnx "),
                              HasSubstr("\nperfect.txt  1.0000  1.0000  1.0000  1.0000"),
                              HasSubstr("\nblind.csv    0.0000"), HasSubstr("are not judged")));
  auto as_json = words;
  as_json.insert(as_json.end(), {"--format", "json"});
  const auto json = Json::parse(eval(as_json).out);
  EXPECT_EQ(json.at("judged_on"), "validation");
  const Json& detectors = json.at("detectors");
  ASSERT_EQ(detectors.size(), 3U);
  EXPECT_EQ(detectors[0].at("name"), "model.onnx");
  EXPECT_EQ(detectors[0].at("ap"), json.at("ap"));
  EXPECT_EQ(detectors[1].at("best_f1"), 1.0);
  EXPECT_EQ(detectors[2].at("detections"), 0);
  EXPECT_TRUE(detectors[2].at("best_f1").is_null());
}

TEST_F(Detections, NeedNoModel) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--detections", path("perfect.txt"), config()},
        {config(), "--detections", path("perfect.txt")},
        {"--detections", path("perfect.txt"), "data.validation_share=0.2", "--images",
         path("faces/images"), "--labels", path("faces/labels.txt")}}) {
    const auto result = eval(words);
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.out, AllOf(StartsWith("8 images (validation)"),
                                  HasSubstr("perfect.txt  1.0"), Not(HasSubstr("model.onnx"))));
  }
  // Where nobody divides the images, all of them are judged.
  const auto open = eval({"--detections", path("perfect.txt"), "--images", path("faces/images"),
                          "--labels", path("faces/labels.txt")});
  EXPECT_THAT(open.out, StartsWith("40 images (all)")) << open.err;
  const auto all =
      eval({"--detections", path("perfect.txt"), config(), "--part", "all", "--format", "json"});
  const auto json = Json::parse(all.out);
  EXPECT_EQ(json.at("images"), 40);
  EXPECT_EQ(json.at("detectors")[0].at("ap"), 1.0);
  EXPECT_EQ(json.at("detectors")[0].at("images_not_judged"), 0);
}

TEST_F(Detections, OfEfsPredictGiveTheModelsOwnFigures) {
  ASSERT_EQ(run_efs({"predict", model(), path("faces/images"), "--threshold", "0.02", "--csv",
                     path("own.csv")})
                .exit_code,
            0);
  const auto result = eval(
      {model(), config(), "--detections", path("own.csv"), "--part", "all", "--format", "json"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto detectors = Json::parse(result.out).at("detectors");
  EXPECT_GT(detectors[1].at("detections"), 20);
  EXPECT_GT(detectors[0].at("ap"), 0.0);
  // The table rounds boxes and scores.
  EXPECT_NEAR(detectors[0].at("ap").get<double>(), detectors[1].at("ap").get<double>(), 0.02);
}

TEST_F(Detections, AreDrawn) {
  const auto result =
      eval({model(), config(), "--detections", path("perfect.txt"), "--curve", path("curve.svg")});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(read_file(path("curve.svg")),
              AllOf(HasSubstr("Recall over false alarms"), HasSubstr(">model.onnx<"),
                    HasSubstr(">perfect.txt<"), HasSubstr("best F1 at")));
  const auto again = eval({model(), config(), "--curve", path("curve.svg")});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.err, AllOf(HasSubstr("exists"), HasSubstr("--curve")));
  EXPECT_EQ(eval({model(), config(), "--curve", path("curve.png")}).exit_code, 2);
  EXPECT_FALSE(fs::exists(path("curve.png")));
}

TEST_F(Detections, ThatAreWrongAreNamedWithTheirLine) {
  write_file_atomically(path("bad.txt"), "000000.jpg 0.5 1 2 30 40\nO00001.jpg 0.5 1 2 30 40\n");
  const auto unknown = eval({"--detections", path("bad.txt"), config()});
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_THAT(unknown.err, AllOf(HasSubstr("bad.txt:2: "), HasSubstr("did you mean '000001.jpg'")));
  write_file_atomically(path("nan.txt"), "000000.jpg nan 1 2 30 40\n");
  EXPECT_THAT(eval({"--detections", path("nan.txt"), config()}).err, HasSubstr("nan.txt:1: "));
}

TEST_F(Detections, WordsThatDoNotGoTogetherAreRefused) {
  const std::string file = path("perfect.txt");
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{},
        {"--detections", file, config(), "--flip"},
        {"--detections", file, config(), "--csv", path("new.csv")},
        {"--detections", file, config(), "--part", "unseen"}}) {
    const auto result = eval(words);
    EXPECT_EQ(result.exit_code, 2) << result.out;
    EXPECT_NE(result.err, "");
  }
  EXPECT_FALSE(fs::exists(path("new.csv")));
  ASSERT_EQ(
      run_efs({"export", "--arch", "squeezenet1_1", "--input", "64", "--out", path("single.onnx")})
          .exit_code,
      0);
  const auto single = eval({path("single.onnx"), "--detections", file, "--images",
                            path("faces/images"), "--labels", path("faces/labels.txt")});
  EXPECT_EQ(single.exit_code, 2);
  EXPECT_THAT(single.err, HasSubstr("without a score"));
}

TEST_F(Detections, TheReportShowsTheWinnersCurve) {
  const auto curve = Json::parse(read_file(path("runs/f/best/recall_curve.json")));
  EXPECT_EQ(curve.at("trial"), 0);
  EXPECT_EQ(curve.at("images"), 8);
  EXPECT_FALSE(curve.at("points").empty());
  const std::string page = read_file(path("runs/f/report.html"));
  EXPECT_THAT(page, HasSubstr("it finds the faces with an AP of"));
  EXPECT_THAT(page, HasSubstr("<section id=\"recall\""));
}

}  // namespace
}  // namespace efs
