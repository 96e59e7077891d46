// What measures latencies where nobody has named a runtime: with ONNX Runtime's library and without.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files/files.h"
#include "core/text/json.h"
#include "program.h"
#include "support/environment.h"
#include "support/temporary_folder.h"

namespace efs {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::run_efs;

constexpr const char* kVariable = "EFS_ONNXRUNTIME";
constexpr const char* kNoLibrary = "/nonexistent/libonnxruntime.so";

class AutoRuntime : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    ASSERT_EQ(run_efs({"data", "synth", path("faces"), "--images", "24", "--side", "48"}).exit_code,
              0);
    ASSERT_EQ(run_efs({"export", "--arch", "shufflenet_v2_x0_5", "--input", "32", "--head", "gap",
                       "--out", path("model.onnx")})
                  .exit_code,
              0);
    trained_ = train("study");
    ASSERT_EQ(trained_.exit_code, 0) << trained_.err;
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }
  static std::string path(const std::string& name) { return (*folder_ / name).string(); }
  static testing::ProgramResult train(const std::string& study,
                                      const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{"train",
                                   "--images",
                                   path("faces/images"),
                                   "--labels",
                                   path("faces/labels.txt"),
                                   "--study",
                                   path(study),
                                   "--epochs",
                                   "1",
                                   "input=32",
                                   "space.architectures=[shufflenet_v2_x0_5]",
                                   "train.precision=fp32",
                                   "search.workers=1",
                                   "search.threads_per_worker=1",
                                   "latency.cache=" + path("latency")};
    words.insert(words.end(), more.begin(), more.end());
    return run_efs(words);
  }
  static testing::ProgramResult resume(const std::string& study,
                                       const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{"train", "--study", path(study), "--resume"};
    words.insert(words.end(), more.begin(), more.end());
    return run_efs(words);
  }
  static std::string config(const std::string& study) {
    return read_file(path(study + "/study.yaml"));
  }

  static testing::ProgramResult trained_;  // "study", with the library

 private:
  static TemporaryFolder* folder_;
};

TemporaryFolder* AutoRuntime::folder_ = nullptr;
testing::ProgramResult AutoRuntime::trained_;

TEST_F(AutoRuntime, IsOnnxRuntimeAndStaysIt) {
  EXPECT_THAT(trained_.out, HasSubstr("latency  onnxruntime, fp32, 1 thread, this machine\n"
                                      "         auto: ONNX Runtime was found\n"));
  EXPECT_THAT(config("study"), HasSubstr("runtime: onnxruntime,"));
  {
    const EnvironmentVariable gone(kVariable, kNoLibrary);
    for (const auto& refused : {resume("study"), run_efs({"worker", "--study", path("study")})}) {
      EXPECT_EQ(refused.exit_code, 1);
      EXPECT_THAT(refused.err, AllOf(HasSubstr("the study measures latencies with onnxruntime"),
                                     HasSubstr("EFS_ONNXRUNTIME names")));
    }
  }
  const auto resumed = resume("study", {"latency.runtime=auto"});
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_THAT(resumed.out, AllOf(HasSubstr("latency  onnxruntime"), Not(HasSubstr("auto: ONNX"))));
  EXPECT_THAT(config("study"), HasSubstr("runtime: onnxruntime,"));
  const auto changed = resume("study", {"latency.runtime=opencv"});
  EXPECT_EQ(changed.exit_code, 2);
  EXPECT_THAT(changed.err, HasSubstr("cannot change from 'onnxruntime' to 'opencv'"));
}

TEST_F(AutoRuntime, IsNotAskedWhereOneIsNamed) {
  {
    const EnvironmentVariable gone(kVariable, kNoLibrary);
    const auto trained = train("named", {"latency.runtime=opencv"});
    ASSERT_EQ(trained.exit_code, 0) << trained.err;
    EXPECT_THAT(trained.out, AllOf(HasSubstr("latency  opencv, fp32, 1 thread, this machine\n"),
                                   Not(HasSubstr("ONNX Runtime"))));
  }
  // The study of an older version, too, has it so.
  EXPECT_THAT(resume("named").out, HasSubstr("latency  opencv, fp32"));
  EXPECT_THAT(config("named"), HasSubstr("runtime: opencv,"));
}

TEST_F(AutoRuntime, WithoutTheVariableIsTheSystemsOwnOrOpenCv) {
  const bool has = system_has_onnxruntime();
  const std::string runtime = has ? "onnxruntime" : "opencv";
  const auto why = has ? ::testing::Matcher<std::string>(HasSubstr("auto: ONNX Runtime was found"))
                       : AllOf(HasSubstr("auto: no ONNX Runtime found; "), HasSubstr(kVariable),
                               HasSubstr("npm's onnxruntime-node"));
  {
    const EnvironmentVariable none(kVariable, "");
    const auto trained = train("without");
    ASSERT_EQ(trained.exit_code, 0) << trained.err;
    EXPECT_THAT(trained.out, AllOf(HasSubstr("latency  " + runtime + ", fp32"), why));
    EXPECT_THAT(run_efs({"bench", path("model.onnx")}).out,
                AllOf(HasSubstr("(" + runtime + " "), why));
    const auto resumed = resume("study");
    EXPECT_EQ(resumed.exit_code, has ? 0 : 1);
    EXPECT_THAT(resumed.err, has ? HasSubstr("") : HasSubstr("; install libonnxruntime1.21"));
  }
  EXPECT_THAT(resume("without").out, HasSubstr("latency  " + runtime + ", fp32"));
}

TEST_F(AutoRuntime, DoesNotPassOverANamedFileThatIsNotTheLibrary) {
  const EnvironmentVariable wrong(kVariable, kNoLibrary);
  const auto trained = train("wrong");
  EXPECT_EQ(trained.exit_code, 2);
  EXPECT_THAT(trained.err, HasSubstr("latency: EFS_ONNXRUNTIME names"));
  EXPECT_FALSE(std::filesystem::exists(path("wrong")));
  const auto bench = run_efs({"bench", path("model.onnx")});
  EXPECT_EQ(bench.exit_code, 1);
  EXPECT_THAT(bench.err, HasSubstr("EFS_ONNXRUNTIME names"));
}

TEST_F(AutoRuntime, IsWhatBenchTakes) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{}, {"--runtime", "auto"}}) {
    std::vector<std::string> arguments{"bench", path("model.onnx"), "--format", "json"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    const auto result = run_efs(arguments);
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(Json::parse(result.out).at("runtime"), "onnxruntime");
  }
}

}  // namespace
}  // namespace efs
