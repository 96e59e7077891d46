// export, bench, eval and predict, on a network that was never trained.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files/files.h"
#include "core/text/json.h"
#include "program.h"

namespace efs {
namespace {

using ::testing::HasSubstr;
using testing::run_efs;
namespace fs = std::filesystem;

class ModelCommands : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    ASSERT_EQ(
        run_efs({"data", "synth", (*folder_ / "faces").string(), "--images", "12", "--side", "64"})
            .exit_code,
        0);
    const auto exported =
        run_efs({"export", "--arch", "squeezenet1_1", "--input", "64", "--out", model()});
    ASSERT_EQ(exported.exit_code, 0) << exported.err;
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }
  static std::string model() { return (*folder_ / "model.onnx").string(); }
  static fs::path faces() { return *folder_ / "faces"; }
  static fs::path file(const std::string& name) { return *folder_ / name; }

 private:
  static TemporaryFolder* folder_;
};

TemporaryFolder* ModelCommands::folder_ = nullptr;

TEST_F(ModelCommands, BenchMeasures) {
  const auto result =
      run_efs({"bench", model(), "--runtime", "opencv", "--threads", "1", "--format", "json"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto json = Json::parse(result.out);
  EXPECT_GT(json.at("median_ms").get<double>(), 0.0);
  EXPECT_GE(json.at("runs").get<int>(), 50);
}

TEST_F(ModelCommands, BenchTakesTheFileOfItsRuntime) {
  const auto torch_file = file("model.pt").string();
  ASSERT_EQ(run_efs({"export", "--arch", "squeezenet1_1", "--input", "64", "--out", torch_file})
                .exit_code,
            0);
  const auto result = run_efs({"bench", torch_file, "--runtime", "torch", "--format", "json"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(Json::parse(result.out).at("runtime"), "torch");
  const auto wrong = run_efs({"bench", model(), "--runtime", "torch"});
  EXPECT_NE(wrong.exit_code, 0);
  EXPECT_THAT(wrong.err, HasSubstr(".pt"));
}

TEST_F(ModelCommands, PredictWritesBoxesInsideTheImagesAndPictures) {
  const auto result = run_efs({"predict", model(), (faces() / "images").string(), "--csv",
                               file("boxes.csv").string(), "--overlay", file("pictures").string()});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto table = read_file(file("boxes.csv"));
  EXPECT_THAT(table, HasSubstr("image_id,x1,y1,x2,y2\n"));
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 13);
  EXPECT_EQ(std::distance(fs::directory_iterator(file("pictures")), {}), 12);
}

TEST_F(ModelCommands, PredictNamesWhatItCannotReadAndGoesOn) {
  write_file_atomically(file("broken.jpg"), "no image");
  const auto good = faces() / "images" / "000000.jpg";
  const auto result = run_efs({"predict", model(), file("broken.jpg").string(), good.string()});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("broken.jpg"));
  EXPECT_THAT(result.out, HasSubstr("000000.jpg"));
}

std::vector<std::string> dense(std::vector<std::string> more) {
  std::vector<std::string> words{"export",
                                 "--arch",
                                 "shufflenet_v2_x0_5",
                                 "--tap",
                                 "16",
                                 "--head",
                                 "dense",
                                 "--neck",
                                 "pyramid",
                                 "--input",
                                 "96x64",
                                 "--neck-width",
                                 "32",
                                 "--head-width",
                                 "16",
                                 "--head-units",
                                 "2",
                                 "--head-shared"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST_F(ModelCommands, AnUntrainedDetectorOfSeveralFacesSaysSo) {
  const auto out = file("dense.onnx").string();
  const auto exported = run_efs(dense({"--out", out}));
  ASSERT_EQ(exported.exit_code, 0) << exported.err;
  const auto image = (faces() / "images" / "000000.jpg").string();
  const auto found = run_efs({"predict", out, image, "--threshold", "0.9"});
  EXPECT_EQ(found.exit_code, 0) << found.err;
  EXPECT_EQ(found.out, "image_id,x1,y1,x2,y2,score\n");
  EXPECT_THAT(read_file(out), HasSubstr("letterbox"));
}

TEST_F(ModelCommands, FilesForOtherDecodersAreTimedAndNotPredictedWith) {
  const auto image = (faces() / "images" / "000000.jpg").string();
  for (const std::string outputs : {"raw", "yunet"}) {
    const auto out = file(outputs + ".onnx").string();
    const auto exported = run_efs(dense({"--outputs", outputs, "--out", out}));
    ASSERT_EQ(exported.exit_code, 0) << exported.err;
    EXPECT_THAT(exported.out, HasSubstr(outputs == "raw" ? "score_8, box_8" : "FaceDetectorYN"));
    for (const char* runtime : {"opencv", "onnxruntime"}) {
      EXPECT_EQ(run_efs({"bench", out, "--runtime", runtime}).exit_code, 0) << runtime;
    }
    const auto predicted = run_efs({"predict", out, image});
    EXPECT_EQ(predicted.exit_code, 1);
    EXPECT_THAT(predicted.err, HasSubstr("--outputs " + outputs));
  }
}

TEST_F(ModelCommands, OutputsThatTheNetworkDoesNotHaveAreAUsageError) {
  const auto out = file("none.onnx").string();
  const auto coarse =
      run_efs(dense({"--finest", "16", "--levels", "2", "--outputs", "yunet", "--out", out}));
  EXPECT_EQ(coarse.exit_code, 2);
  EXPECT_THAT(coarse.err, HasSubstr("16, 32"));
  const auto single =
      run_efs({"export", "--arch", "squeezenet1_1", "--outputs", "raw", "--out", out});
  EXPECT_EQ(single.exit_code, 2);
  EXPECT_THAT(single.err, HasSubstr("dense"));
  EXPECT_EQ(
      run_efs({"export", "--arch", "squeezenet1_1", "--input", "64x", "--out", out}).exit_code, 2);
  EXPECT_FALSE(fs::exists(out));
}

TEST_F(ModelCommands, EvalPrintsTheSharesAndOneLinePerImage) {
  const auto result = run_efs({"eval", model(), "--images", (faces() / "images").string(),
                               "--labels", (faces() / "labels.txt").string(), "--part", "all",
                               "--format", "json", "--csv", file("eval.csv").string()});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto json = Json::parse(result.out);
  EXPECT_EQ(json.at("images"), 12);
  const double iou = json.at("mean_iou");
  EXPECT_GE(iou, 0.0);
  EXPECT_LE(iou, 1.0);
  const auto table = read_file(file("eval.csv"));
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 13);
}

TEST_F(ModelCommands, FilesThatAreNotOurModelsAreRefused) {
  write_file_atomically(file("text.onnx"), "this is no model");
  const auto image = (faces() / "images" / "000000.jpg").string();
  const auto text = run_efs({"predict", file("text.onnx").string(), image});
  EXPECT_EQ(text.exit_code, 1);
  EXPECT_THAT(text.err, HasSubstr("text.onnx"));
  const auto backbone = file("backbone.onnx").string();
  ASSERT_EQ(run_efs({"export", "--arch", "squeezenet1_1", "--head", "none", "--input", "64",
                     "--out", backbone})
                .exit_code,
            0);
  const auto headless = run_efs({"predict", backbone, image});
  EXPECT_EQ(headless.exit_code, 1);
  EXPECT_THAT(headless.err, HasSubstr("head"));
}

TEST_F(ModelCommands, ExportRefusesWhatItCannotDo) {
  EXPECT_EQ(run_efs({"export"}).exit_code, 2);
  const auto unknown = run_efs({"export", "--arch", "resnet81", "--out", file("x.onnx").string()});
  EXPECT_NE(unknown.exit_code, 0);
  EXPECT_THAT(unknown.err, HasSubstr("resnet18"));
  const auto small =
      run_efs({"export", "--arch", "alexnet", "--input", "32", "--out", file("x.onnx").string()});
  EXPECT_NE(small.exit_code, 0);
  const auto weights = run_efs(
      {"export", "--arch", "resnet18", "--weights", model(), "--out", file("x.onnx").string()});
  EXPECT_NE(weights.exit_code, 0);
  EXPECT_FALSE(fs::exists(file("x.onnx")));
}

}  // namespace
}  // namespace efs
