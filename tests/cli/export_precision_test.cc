// A trained detector in fp16 and in int8, and what becomes of such a file.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "cli/faces/small_faces.h"
#include "core/files/files.h"
#include "core/text/json.h"
#include "program.h"

namespace efs {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using testing::run_efs;

class ExportPrecision : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    ASSERT_EQ(run_efs({"data", "synth", path("faces"), "--images", "40", "--side", "96"}).exit_code,
              0);
    const auto trained = run_efs(
        {"train", "--images", path("faces/images"), "--labels", path("faces/labels.txt"), "--study",
         path("study"), "--epochs", "2", "input=64", "space.architectures=[shufflenet_v2_x0_5]",
         "search.threads_per_worker=1", "latency.cache=" + path("latency")});
    ASSERT_EQ(trained.exit_code, 0) << trained.err;
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }
  static std::string path(const std::string& name) { return (*folder_ / name).string(); }

 private:
  static TemporaryFolder* folder_;
};

TemporaryFolder* ExportPrecision::folder_ = nullptr;

TEST_F(ExportPrecision, SaysWhatItCostsAndGives) {
  for (const std::string precision : {"fp16", "int8"}) {
    const auto out = path(precision + ".onnx");
    const auto result = run_efs({"export", path("study"), "--precision", precision, "--out", out});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.out, ContainsRegex("fp32 +" + precision));
    EXPECT_THAT(result.out, ContainsRegex("size, MB +[0-9.]+ +[0-9.]+"));
    EXPECT_THAT(result.out, ContainsRegex("mean IoU +[0-9.]+ +[0-9.]+ +8 images"));
    EXPECT_THAT(result.out, ContainsRegex("median latency, ms +[0-9.]+ +[0-9.]+ +onnxruntime"));
    const auto bench = run_efs({"bench", out, "--runtime", "onnxruntime", "--format", "json"});
    ASSERT_EQ(bench.exit_code, 0) << bench.err;
    EXPECT_EQ(Json::parse(bench.out).at("precision"), precision);
    // Without --runtime the one that reads the file.
    const auto chosen = run_efs({"bench", out, "--format", "json"});
    ASSERT_EQ(chosen.exit_code, 0) << chosen.err;
    EXPECT_EQ(Json::parse(chosen.out).at("runtime"), "onnxruntime");
    const auto wrong = run_efs({"bench", out, "--runtime", "opencv"});
    EXPECT_EQ(wrong.exit_code, 2);
    EXPECT_THAT(wrong.err, HasSubstr("in " + precision + ", which OpenCV does not read"));
    EXPECT_EQ(run_efs({"predict", out, path("faces/images")}).exit_code, 0);
  }
  EXPECT_LT(std::filesystem::file_size(path("int8.onnx")),
            std::filesystem::file_size(path("fp16.onnx")));
}

TEST_F(ExportPrecision, OfAFileForSeveralImagesThatForOneIsCompared) {
  const auto out = path("four-int8.onnx");
  const auto result =
      run_efs({"export", path("study"), "--precision", "int8", "--batch", "4", "--out", out});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("in runs of 4 images"));
  EXPECT_THAT(result.out, ContainsRegex("mean IoU +[0-9.]+ +[0-9.]+ +8 images"));
}

TEST_F(ExportPrecision, TheStatedIouIsWhatEvalFinds) {
  const auto out = path("stated.onnx");
  const auto exported = run_efs(
      {"export", path("study"), "--precision", "int8", "--calibration", "minmax", "--out", out});
  ASSERT_EQ(exported.exit_code, 0) << exported.err;
  const auto evaluated = run_efs({"eval", out, "--images", path("faces/images"), "--labels",
                                  path("faces/labels.txt"), "--format", "json"});
  ASSERT_EQ(evaluated.exit_code, 0) << evaluated.err;
  const auto iou = Json::parse(evaluated.out).at("mean_iou").get<double>();
  EXPECT_THAT(exported.out, HasSubstr(fmt::format("{:.4f}   8 images", iou)));
}

TEST_F(ExportPrecision, ADetectorOfSeveralFacesIsJudgedByItsAp) {
  const testing::SmallFaces faces(40);
  const std::string study = faces.path("study"), out = faces.path("int8.onnx");
  ASSERT_EQ(run_efs(faces.words("search", study, {"stages=[{epochs: 6, keep: 1}]"})).exit_code, 0);
  const auto exported = run_efs({"export", study, "--precision", "int8", "--out", out});
  ASSERT_EQ(exported.exit_code, 0) << exported.err;
  const auto evaluated = run_efs({"eval", out, study + "/study.yaml", "--format", "json"});
  ASSERT_EQ(evaluated.exit_code, 0) << evaluated.err;
  const auto ap = Json::parse(evaluated.out).at("ap").get<double>();
  EXPECT_THAT(exported.out, ContainsRegex(fmt::format("AP +[0-9.]+ +{:.4f} +8 images", ap)));
  EXPECT_EQ(run_efs({"predict", out, faces.images()}).exit_code, 0);
}

TEST_F(ExportPrecision, WithoutOnnxRuntimeNothingIsWrittenAndTheCureIsNamed) {
  const std::string library = std::getenv("EFS_ONNXRUNTIME");
  ::setenv("EFS_ONNXRUNTIME", "/nonexistent/libonnxruntime.so", 1);
  const auto out = path("none.onnx");
  const auto result = run_efs({"export", path("study"), "--precision", "int8", "--out", out});
  ::setenv("EFS_ONNXRUNTIME", library.c_str(), 1);
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("EFS_ONNXRUNTIME names"));
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST_F(ExportPrecision, Int8NeedsAStudyAndOnnx) {
  const auto fresh =
      run_efs({"export", "--arch", "resnet18", "--precision", "int8", "--out", path("fresh.onnx")});
  EXPECT_EQ(fresh.exit_code, 2);
  EXPECT_THAT(fresh.err, HasSubstr("training images calibrate it"));
  const auto script =
      run_efs({"export", path("study"), "--precision", "int8", "--out", path("int8.pt")});
  EXPECT_EQ(script.exit_code, 2);
  EXPECT_THAT(script.err, HasSubstr("int8 is written as .onnx only"));
}

}  // namespace
}  // namespace efs
