#include "tune/latency/auto_runtime.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "support/environment.h"
#include "tune/latency/open_device.h"

namespace efs::tune {
namespace {

using ::testing::HasSubstr;

constexpr const char* kVariable = "EFS_ONNXRUNTIME";

std::string name_of(const std::vector<device::RuntimeOffer>& offers,
                    const std::string& precision = "fp32") {
  return auto_runtime_of({.runtimes = offers}, precision).name;
}

TEST(AutoRuntime, OfABoardIsOnnxRuntimeOrTheFirstForOnnxFiles) {
  const device::RuntimeOffer ort{"onnxruntime", "1.22", ".onnx", {"fp32"}},
      trtexec{"trtexec", "8.2", ".onnx", {"fp32", "fp16", "int8"}},
      own{"own", "1", ".onnx", {"fp32", "fp16"}}, old{"old", "1", ".onnx"},
      torch{"torch", "2", ".pt", {"fp32"}};
  EXPECT_EQ(name_of({trtexec, ort}), "onnxruntime");
  EXPECT_EQ(name_of({torch, trtexec, own}), "trtexec");
  EXPECT_EQ(name_of({ort, own, trtexec}, "fp16"), "own") << "ONNX Runtime does not convert";
  EXPECT_EQ(name_of({ort, own, trtexec}, "int8"), "trtexec");
  EXPECT_EQ(name_of({own, old}, "int8"), "old") << "the agent does not say what it cannot do";
  EXPECT_EQ(name_of({own, ort}, "int8"), "onnxruntime") << "which then says that it has no int8";
  EXPECT_EQ(name_of({torch}), "onnxruntime") << "which then says that it is not there";
  EXPECT_EQ(name_of({}), "onnxruntime");
}

TEST(AutoRuntime, HereIsOnnxRuntimeWhereItIsFound) {
  const AutoRuntime choice = auto_runtime_here();
  EXPECT_EQ(choice.name, "onnxruntime");
  EXPECT_EQ(choice.why, "ONNX Runtime was found");
}

// In processes of their own: a library that was loaded stays.
void print_choice(const char* library) {
  ::setenv(kVariable, library, 1);
  try {
    const AutoRuntime choice = auto_runtime_here();
    std::fprintf(stderr, "%s: %s\n", choice.name.c_str(), choice.why.c_str());
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
  }
  std::_Exit(0);
}

TEST(AutoRuntimeDeathTest, HereIsOpenCvElsewhereAndSaysWhatWouldBeBetter) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(print_choice(""), testing::ExitedWithCode(0),
              system_has_onnxruntime()
                  ? "onnxruntime: ONNX Runtime was found"
                  : "opencv: no ONNX Runtime found; .*EFS_ONNXRUNTIME .*onnxruntime-node");
}

TEST(AutoRuntimeDeathTest, ANamedFileThatIsNotTheLibraryIsNotPassedOver) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(print_choice("/nonexistent/libonnxruntime.so"), testing::ExitedWithCode(0),
              "EFS_ONNXRUNTIME names .*libonnxruntime.so");
}

TEST(ChooseRuntimes, GivesEachTargetOneAndLeavesThoseThatHaveOne) {
  LatencyTargets targets{.all = {{.name = "here"},
                                 {.name = "given", .runtime = "opencv"},
                                 {.name = "away", .url = "http://127.0.0.1:1"}}};
  choose_runtimes(targets);
  EXPECT_EQ(targets.all[0].runtime, "onnxruntime");
  EXPECT_EQ(targets.all[0].runtime_reason, "ONNX Runtime was found");
  EXPECT_EQ(targets.all[1].runtime, "opencv");
  EXPECT_EQ(targets.all[1].runtime_reason, "");
  EXPECT_EQ(targets.all[2].runtime, "onnxruntime");
  EXPECT_THAT(targets.all[2].runtime_reason, HasSubstr("cannot be asked now"));
}

TEST(ChooseRuntimes, NamesTheTargetThatItCannotAsk) {
  LatencyTargets targets{
      .all = {{.name = "nano", .url = "http://127.0.0.1:1", .token_file = "/nonexistent"}}};
  try {
    choose_runtimes(targets);
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("target nano: "));
  }
}

}  // namespace
}  // namespace efs::tune
