// The main job on pictures with several faces or none: what a search says, and what it leaves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "cli/faces/small_faces.h"
#include "core/files/files.h"
#include "core/text/json.h"
#include "onnx/metadata.h"

namespace efs {
namespace {

using ::testing::AllOf;
using testing::BackgroundEfs;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::run_efs;
using testing::SmallFaces;
using ::testing::StartsWith;
namespace fs = std::filesystem;

class FacesSearch : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    small_ = new SmallFaces;
    const auto searched = run_efs(search("whole"));
    ASSERT_EQ(searched.exit_code, 0) << searched.err;
    said_ = searched.out;
  }
  static void TearDownTestSuite() {
    delete small_;
    small_ = nullptr;
  }

  /// Two trials, two stages.
  static std::vector<std::string> search(const std::string& study) {
    return small_->words("search", path(study),
                         {"space.learning_rate=[0.004, 0.002]",
                          "stages=[{epochs: 4, keep: 1}, {epochs: 8, keep: 1}]"});
  }
  static std::string path(const std::string& name) { return small_->path(name); }
  static std::string file(const std::string& name) { return read_file(path("whole/" + name)); }
  static std::string model() { return path("whole/best/model.onnx"); }
  static std::string small_images() { return small_->images(); }
  static Json described() { return Json::parse(file("best/model.json")); }
  static testing::ProgramResult predict(std::vector<std::string> more) {
    more.insert(more.begin(), {"predict", model(), small_->images()});
    return run_efs(more);
  }
  static std::ptrdiff_t lines(const std::string& text) {
    return std::count(text.begin(), text.end(), '\n');
  }

  static inline std::string said_;

 private:
  static inline SmallFaces* small_ = nullptr;
};

TEST_F(FacesSearch, SaysTheTaskTheReasonAndHowToChooseTheOther) {
  EXPECT_THAT(said_, ContainsRegex("task +faces: any number of faces .*auto: of 48 images [0-9]+ "
                                   "show several faces and [0-9]+ none; task=single"));
  EXPECT_THAT(said_, ContainsRegex("images +38 train, 10 validation .*[0-9]+ without a face"));
  EXPECT_THAT(file("study.yaml"), StartsWith("task: faces\n"));
}

TEST_F(FacesSearch, ItsTablesHaveTheMetricsOfTheTaskAlone) {
  for (const char* table : {"results.csv", "leaderboard.csv"}) {
    EXPECT_THAT(file(table), AllOf(HasSubstr(",val_loss,val_ap,val_ap50,val_recall_fp10,"),
                                   Not(HasSubstr("val_iou"))))
        << table;
  }
  EXPECT_THAT(said_, ContainsRegex("val AP +val AP50 +val loss +val recall@10 +latency ms"));
}

TEST_F(FacesSearch, ItsModelSaysHowItIsUsed) {
  const auto info = onnx::read_model_info(model());
  EXPECT_EQ(info.task, "faces");
  EXPECT_EQ(info.fit, "letterbox");
  EXPECT_EQ(info.padding, "124,116,104");
  EXPECT_TRUE(info.validation_ap);
  EXPECT_FALSE(info.validation_iou);
  ASSERT_TRUE(info.nms_iou);
  ASSERT_TRUE(info.score_threshold);
  const Json json = described();
  EXPECT_EQ(json.at("task"), "faces");
  EXPECT_EQ(json.at("fit"), "letterbox");
  EXPECT_EQ(json.at("padding"), "124,116,104");
  EXPECT_EQ(json.at("nms_iou"), *info.nms_iou);
  EXPECT_EQ(json.at("score_threshold"), *info.score_threshold);
  EXPECT_EQ(json.at("validation").at("threshold"), *info.score_threshold);
}

TEST_F(FacesSearch, ItsReportSpeaksOfFaces) {
  const std::string page = file("report.html");
  for (const char* text : {"it finds the faces with an AP of",
                           "recall@10 is the share of the faces", "The most faces missed"}) {
    EXPECT_TRUE(page.find(text) != std::string::npos) << text;
  }
  for (const char* text : {"finds the face with", "val_iou", "mean IoU"}) {
    EXPECT_TRUE(page.find(text) == std::string::npos) << text;
  }
  int most = 0;
  for (const Json& picture : Json::parse(file("plots/overlays.json"))) {
    int found = 0, missed = 0;
    const auto caption = picture.at("caption").get<std::string>();
    ASSERT_EQ(std::sscanf(caption.c_str(), "%d found, %d missed", &found, &missed), 2) << caption;
    most = std::max(most, found + missed);
  }
  EXPECT_GE(most, 2) << "no picture with several faces";
}

TEST_F(FacesSearch, PredictWritesARowForEachFaceAboveTheThreshold) {
  const auto usual = predict({});
  ASSERT_EQ(usual.exit_code, 0) << usual.err;
  EXPECT_THAT(usual.out, StartsWith("image_id,x1,y1,x2,y2,score\n"));
  std::istringstream rows(usual.out);
  const double threshold = described().at("score_threshold");
  std::string row;
  for (std::getline(rows, row); std::getline(rows, row);) {
    EXPECT_GE(std::atof(row.substr(row.rfind(',') + 1).c_str()), threshold - 5e-5) << row;
  }
  const auto all = predict({"--threshold", "0"});
  EXPECT_GT(lines(all.out), lines(usual.out));
  // Every picture is answered, though none has a row.
  const auto none = predict({"--threshold", "1"});
  EXPECT_EQ(none.exit_code, 0) << none.err;
  EXPECT_EQ(none.out, "image_id,x1,y1,x2,y2,score\n");
}

TEST_F(FacesSearch, PredictRefusesWhatIsNoThreshold) {
  for (const char* threshold : {"2", "nan", ""}) {
    const auto refused = predict({"--threshold", threshold});
    EXPECT_EQ(refused.exit_code, 2) << threshold;
    EXPECT_EQ(refused.out, "") << threshold;
    EXPECT_THAT(refused.err, AllOf(HasSubstr("--threshold"), HasSubstr("from 0 to 1")));
  }
}

TEST_F(FacesSearch, PredictDrawsEachPicture) {
  const auto drawn = predict({"--overlay", path("overlays"), "--csv", path("boxes.csv")});
  ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
  EXPECT_EQ(std::distance(fs::directory_iterator(path("overlays")), {}), 48);
  EXPECT_EQ(read_file(path("boxes.csv")), predict({}).out);
}

TEST_F(FacesSearch, EvalOfPicturesWithoutAFaceTellsTheFalseAlarms) {
  const std::string folder = path("faceless");
  ASSERT_EQ(
      run_efs({"data", "synth", folder, "--images", "4", "--side", "48", "--faces", "0"}).exit_code,
      0);
  const std::vector<std::string> words{
      "eval", model(), "--images", folder + "/images", "--labels", folder + "/labels.txt"};
  const auto text = run_efs(words);
  ASSERT_EQ(text.exit_code, 0) << text.err;
  EXPECT_THAT(text.out, AllOf(HasSubstr("4 images (not seen in training), 0 faces"),
                              ContainsRegex("threshold .*: [0-9.]+ false alarms an image"),
                              Not(HasSubstr("recall")), Not(HasSubstr("AP"))));
}

TEST_F(FacesSearch, EvalFindsWhatTheStudyStates) {
  const auto json = run_efs({"eval", model(), path("whole/study.yaml"), "--format", "json"});
  ASSERT_EQ(json.exit_code, 0) << json.err;
  const Json evaluated = Json::parse(json.out);
  EXPECT_EQ(evaluated.at("judged_on"), "validation");
  for (const char* figure : {"ap", "ap50", "threshold", "precision", "recall"}) {
    EXPECT_EQ(evaluated.at(figure), described().at("validation").at(figure)) << figure;
  }
  const auto text = run_efs({"eval", model(), path("whole/study.yaml")});
  EXPECT_THAT(text.out, AllOf(HasSubstr("10 images (validation)"), ContainsRegex("AP50 +0\\."),
                              HasSubstr("the model's own"), Not(HasSubstr("mean box"))));
  const auto flipped = run_efs({"eval", model(), path("whole/study.yaml"), "--flip"});
  EXPECT_EQ(flipped.exit_code, 2);
  EXPECT_THAT(flipped.err, HasSubstr("--flip"));
}

TEST_F(FacesSearch, ItsCommandsKnowTheTask) {
  const std::string study = path("whole");
  const auto status = run_efs({"status", study});
  EXPECT_THAT(status.out, ContainsRegex("best .*: AP 0\\.[0-9]+, "));
  EXPECT_TRUE(Json::parse(run_efs({"status", study, "--format", "json"}).out)
                  .at("best")
                  .contains("val_ap"));
  EXPECT_EQ(run_efs({"report", study, "--out", path("page")}).exit_code, 0);
  const auto best = run_efs({"best", study, "--out", path("best.onnx")});
  ASSERT_EQ(best.exit_code, 0) << best.err;
  EXPECT_THAT(best.out, ContainsRegex("latency ms +val AP "));
  EXPECT_THAT(best.out, HasSubstr("score threshold "));
  const auto exported = run_efs({"export", study + ":0", "--out", path("trial.onnx")});
  ASSERT_EQ(exported.exit_code, 0) << exported.err;
  EXPECT_THAT(exported.out, HasSubstr("score threshold "));
  const auto stated = onnx::read_model_info(model()).score_threshold;
  EXPECT_EQ(onnx::read_model_info(path("best.onnx")).score_threshold, stated);
  const auto simulated = run_efs({"simulate", path("whole/results.csv"), "--seeds", "2"});
  ASSERT_EQ(simulated.exit_code, 0) << simulated.err;
  EXPECT_THAT(simulated.out, HasSubstr("maximize val_ap;"));
  const auto latency = run_efs({"best", study, "--latency-ms", "nan"});
  EXPECT_EQ(latency.exit_code, 2);
}

// A study may be looked at where its photographs are not.
TEST_F(FacesSearch, WithoutThePhotographsItsModelStatesNoThreshold) {
  fs::rename(path("faces"), path("elsewhere"));
  const auto best = run_efs({"best", path("whole"), "--out", path("without.onnx")});
  fs::rename(path("elsewhere"), path("faces"));
  ASSERT_EQ(best.exit_code, 0) << best.err;
  EXPECT_THAT(best.err, AllOf(HasSubstr("photographs are not there"), HasSubstr("--threshold")));
  EXPECT_FALSE(onnx::read_model_info(path("without.onnx")).score_threshold);
  const auto predicted = run_efs({"predict", path("without.onnx"), small_images()});
  EXPECT_EQ(predicted.exit_code, 0) << predicted.err;
  EXPECT_THAT(predicted.err, HasSubstr("states no score threshold"));
}

TEST_F(FacesSearch, OtherProgramsGetItAndTheJsonComesBack) {
  const std::string study = path("whole");
  for (const auto& [format, name] : {std::pair("optuna", "optuna.db"), {"tensorboard", "logs"}}) {
    const auto result = run_efs({"study", "export", study, path(name), "--format", format});
    EXPECT_EQ(result.exit_code, 0) << format << result.err;
    EXPECT_TRUE(fs::exists(path(name))) << format;
  }
  ASSERT_EQ(run_efs({"study", "export", study, path("a.json")}).exit_code, 0);
  const auto back =
      run_efs({"study", "import", path("a.json"), "--study", path("copy"), "--files", study});
  ASSERT_EQ(back.exit_code, 0) << back.err;
  ASSERT_EQ(run_efs({"study", "export", path("copy"), path("b.json")}).exit_code, 0);
  EXPECT_EQ(read_file(path("a.json")), read_file(path("b.json")));
  EXPECT_EQ(run_efs({"best", path("copy"), "--out", path("copied.onnx")}).exit_code, 0);
}

TEST_F(FacesSearch, KilledAndResumedGivesTheSameResults) {
  {
    BackgroundEfs killed(search("killed"), path("killed.log"));
    killed.hold_workers_when([] { return testing::has_trained(path("killed")); });
    killed.signal(SIGKILL);
    killed.wait();
  }
  const auto resumed = run_efs({"search", "--study", path("killed"), "--resume"});
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_EQ(testing::results_without_times(path("killed")),
            testing::results_without_times(path("whole")));
  EXPECT_EQ(read_file(path("killed/leaderboard.csv")), file("leaderboard.csv"));
}

}  // namespace
}  // namespace efs
