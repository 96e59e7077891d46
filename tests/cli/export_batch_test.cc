// Files whose runs take several images: written, timed, and refused where one image is given.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "core/files/files.h"
#include "core/text/json.h"
#include "program.h"

namespace efs {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::run_efs;

class ExportBatch : public ::testing::Test {
 protected:
  ExportBatch() {
    EXPECT_EQ(run_efs({"data", "synth", path("faces"), "--images", "8", "--side", "64"}).exit_code,
              0);
  }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string image() const { return path("faces/images/000000.jpg"); }
  testing::ProgramResult written(const std::string& out,
                                 const std::vector<std::string>& more) const {
    std::vector<std::string> words{"export", "--arch",      "shufflenet_v2_x0_5",
                                   "--head", "soft_argmax", "--input",
                                   "64",     "--out",       path(out)};
    words.insert(words.end(), more.begin(), more.end());
    return run_efs(words);
  }

  const TemporaryFolder folder_;
};

TEST_F(ExportBatch, AFixedOneIsTimedWithItsImagesAndNotPredictedWith) {
  const auto exported = written("four.onnx", {"--batch", "4"});
  ASSERT_EQ(exported.exit_code, 0) << exported.err;
  EXPECT_THAT(exported.out, AllOf(HasSubstr("in runs of 4 images"), HasSubstr("[4,3,64,64]")));
  const auto json = run_efs({"bench", path("four.onnx"), "--format", "json"});
  ASSERT_EQ(json.exit_code, 0) << json.err;
  EXPECT_EQ(Json::parse(json.out).at("batch"), 4);
  EXPECT_THAT(run_efs({"bench", path("four.onnx")}).out, HasSubstr("ms median of 4 images, "));
  const auto predicted = run_efs({"predict", path("four.onnx"), image()});
  const auto evaluated = run_efs({"eval", path("four.onnx"), "--images", path("faces/images"),
                                  "--labels", path("faces/labels.txt")});
  for (const auto& refused : {predicted, evaluated}) {
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.err, AllOf(HasSubstr("takes 4 images"), HasSubstr("`efs export`")));
  }
}

TEST_F(ExportBatch, ADynamicOneIsUsedWithOneImage) {
  const auto exported = written("any.onnx", {"--batch", "dynamic"});
  ASSERT_EQ(exported.exit_code, 0) << exported.err;
  EXPECT_THAT(exported.out,
              AllOf(HasSubstr("in runs of 3 images and of 1"), HasSubstr("[batch,3,64,64]")));
  ASSERT_EQ(written("one.onnx", {}).exit_code, 0);
  const auto predicted = run_efs({"predict", path("any.onnx"), image()});
  EXPECT_EQ(predicted.exit_code, 0) << predicted.err;
  EXPECT_EQ(predicted.out, run_efs({"predict", path("one.onnx"), image()}).out);
  for (const char* runtime : {"opencv", "onnxruntime"}) {
    const auto timed =
        run_efs({"bench", path("any.onnx"), "--runtime", runtime, "--format", "json"});
    ASSERT_EQ(timed.exit_code, 0) << timed.err;
    EXPECT_FALSE(Json::parse(timed.out).contains("batch"));
  }
}

TEST_F(ExportBatch, OneIsTheUsualFile) {
  ASSERT_EQ(written("one.onnx", {}).exit_code, 0);
  ASSERT_EQ(written("asked.onnx", {"--batch", "1"}).exit_code, 0);
  EXPECT_EQ(read_file(path("one.onnx")), read_file(path("asked.onnx")));
}

TEST_F(ExportBatch, WhatIsNoBatchIsAUsageError) {
  for (const std::string batch : {"0", "-1", "1.5", "many", ""}) {
    const auto refused = written("none.onnx", {"--batch", batch});
    EXPECT_EQ(refused.exit_code, 2) << batch;
    EXPECT_THAT(refused.err, HasSubstr("whole number of images from 1 on, or 'dynamic'")) << batch;
  }
  const auto large = written("none.onnx", {"--batch", "1000000"});
  EXPECT_EQ(large.exit_code, 2);
  EXPECT_THAT(large.err, HasSubstr("at most 5461"));
  const auto script = written("none.pt", {"--batch", "4"});
  EXPECT_EQ(script.exit_code, 2);
  EXPECT_THAT(script.err, HasSubstr("TorchScript file takes any batch"));
  EXPECT_FALSE(std::filesystem::exists(path("none.onnx")));
  EXPECT_FALSE(std::filesystem::exists(path("none.pt")));
}

TEST_F(ExportBatch, WithoutARuntimeThatTakesItNothingIsWritten) {
  const std::string library = std::getenv("EFS_ONNXRUNTIME");
  ::setenv("EFS_ONNXRUNTIME", "/nonexistent/libonnxruntime.so", 1);
  const auto refused = written("none.onnx", {"--precision", "fp16", "--batch", "4"});
  ::setenv("EFS_ONNXRUNTIME", library.c_str(), 1);
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("no runtime here can check runs of several images"),
                                 HasSubstr("EFS_ONNXRUNTIME names")));
  EXPECT_FALSE(std::filesystem::exists(path("none.onnx")));
}

}  // namespace
}  // namespace efs
