#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "core/error.h"
#include "core/files/files.h"
#include "device/agreement.h"
#include "device/doubling_model.h"
#include "device/latency.h"
#include "device/runtime_contract.h"
#include "device/runtimes/onnxruntime_library.h"
#include "device/runtimes/runtimes.h"
#include "graph/builder.h"
#include "onnx/exporter.h"
#include "support/environment.h"
#include "support/message_of.h"
#include "support/temporary_file.h"

namespace efs::device {
namespace {

using testing::ElementsAre;
using testing::FloatNear;
using testing::HasSubstr;

std::string refusal(const std::filesystem::path& model) {
  try {
    onnxruntime_runtime().load(model, {});
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was refused";
}

TEST(OnnxruntimeRuntime, KeepsTheContract) {
  const TemporaryFile model("model.onnx", doubling_model(onnx::NumberFormat::kFloat32));
  check_runtime_contract(onnxruntime_runtime(), model.path());
}

TEST(OnnxruntimeRuntime, ComputesTheModelInEachFormat) {
  for (const auto format :
       {onnx::NumberFormat::kFloat32, onnx::NumberFormat::kFloat16, onnx::NumberFormat::kInt8}) {
    const TemporaryFile model("model.onnx", doubling_model(format));
    const auto session = onnxruntime_runtime().load(model.path(), {});
    EXPECT_EQ(session->input_count(), 4U);
    // In int8, steps of up to 1.
    EXPECT_THAT(session->run(std::vector<float>{-1, 0, 1, 100}),
                ElementsAre(FloatNear(1, 0.01), FloatNear(1, 0.01), FloatNear(3, 0.01),
                            FloatNear(201, 0.3)));
  }
}

TEST(OnnxruntimeRuntime, RunsTheBatchThatAFileOrTheOptionsState) {
  const std::vector<float> images{-1, 0, 1, 2, 3, 4, 5, 6};
  const auto doubled = ElementsAre(1, 1, 3, 5, 7, 9, 11, 13);
  const TemporaryFile fixed("fixed.onnx", doubling_model({.size = 2}));
  EXPECT_THAT(onnxruntime_runtime().load(fixed.path(), {})->run(images), doubled);
  const TemporaryFile any("any.onnx", doubling_model({.size = std::nullopt}));
  EXPECT_EQ(onnxruntime_runtime().load(any.path(), {})->input_count(), 4U);
  EXPECT_THAT(onnxruntime_runtime().load(any.path(), {.batch = 2})->run(images), doubled);
}

// A difference of 0.01 is much to the second image, and little to the first.
TEST(OnnxruntimeRuntime, AgreesOnlyIfEachImageDoes) {
  const TemporaryFile any("any.onnx", doubling_model({.size = std::nullopt}));
  const std::vector<float> images{0, 100, 200, 300, -1, -1, -1, -1};
  std::vector<float> expected{1, 201, 401, 601, 1, 1, 1, 1};
  const auto check = [&] {
    return message_of([&] {
      require_agreement(any.path(), onnxruntime_runtime(), images, expected, kAgreementTolerance,
                        {}, 2);
    });
  };
  EXPECT_EQ(check(), "no error");
  expected.back() = 1.01F;
  EXPECT_THAT(check(), HasSubstr("computes another result"));
}

TEST(OnnxruntimeRuntime, GivesAllOutputsInTheFilesOrder) {
  const TemporaryFile model("model.onnx", two_output_model());
  const auto session = onnxruntime_runtime().load(model.path(), {});
  for (int run = 0; run < 2; ++run) {
    EXPECT_THAT(session->run(std::vector<float>{-1, 0, 1, 2.5}),
                ElementsAre(1, 1, 3, 6, 0, 0, 1, 2.5));
  }
}

TEST(OnnxruntimeRuntime, ComputesALinearLayerInInt8) {
  graph::Builder b(1, 1, 2);
  graph::NodeId x = b.add("flat", graph::Flatten{}, b.input());
  x = b.add("fc", graph::Linear{.out_features = 2}, x);
  const TemporaryFile model(
      "model.onnx",
      onnx::export_onnx(b.finish(x),
                        {{"fc.weight", {{2, 2}, {1, 2, 3, 4}}}, {"fc.bias", {{2}, {5.0F, 6.0F}}}},
                        {.format = onnx::NumberFormat::kInt8, .ranges = {127.0F, 127.0F, 255.0F}}));
  EXPECT_THAT(
      onnxruntime_runtime().load(model.path(), {.threads = 1})->run(std::vector<float>{10, 20}),
      ElementsAre(FloatNear(55, 1), FloatNear(116, 1)));
}

TEST(OnnxruntimeRuntime, RefusesADamagedFile) {
  const std::string good = doubling_model(onnx::NumberFormat::kFloat32);
  for (const std::string& bad :
       {std::string(), std::string("no model at all"), good.substr(0, good.size() / 2),
        good.substr(0, 10), std::string(1000, '\xff')}) {
    const TemporaryFile model("model.onnx", bad);
    EXPECT_THAT(refusal(model.path()), HasSubstr(model.path().string()));
  }
}

TEST(OnnxruntimeRuntime, IsMeasuredWithTheNumbersThatTheFileStates) {
  const TemporaryFile model(
      "model.onnx",
      doubling_model(onnx::NumberFormat::kInt8, {{"efs.a", "b"}, {"efs.precision", "int8"}}));
  const auto result = measure_model({.model = model.path(),
                                     .options = {.warmup_s = 0.0, .min_s = 0.0, .max_s = 0.0}},
                                    onnxruntime_runtime())
                          .result;
  EXPECT_EQ(result.runtime, "onnxruntime");
  EXPECT_EQ(result.runtime_version, ort::Library::get().version());
  EXPECT_EQ(result.precision, "int8");
}

// In a process of its own: a library that was loaded stays.
using OnnxruntimeLibraryDeathTest = testing::Test;

void load_with(const char* library) {
  ::setenv(ort::kLibraryVariable, library, 1);
  try {
    const bool is_here = ort::Library::is_here();
    ort::Library::get();
    std::exit(is_here ? 0 : 2);
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    std::exit(1);
  }
}

TEST(OnnxruntimeLibraryDeathTest, SaysWhyTheNamedFileIsNotTheLibrary) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(load_with("/nonexistent/libonnxruntime.so"), testing::ExitedWithCode(1),
              "EFS_ONNXRUNTIME names .*libonnxruntime.so");
  EXPECT_EXIT(load_with("libm.so.6"), testing::ExitedWithCode(1), "is not ONNX Runtime");
}

TEST(OnnxruntimeLibraryDeathTest, LoadsTheSystemsOwnOrSaysHowToGetIt) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  if (system_has_onnxruntime()) {
    EXPECT_EXIT(load_with(""), testing::ExitedWithCode(0), testing::IsEmpty());
  } else {
    EXPECT_EXIT(load_with(""), testing::ExitedWithCode(1),
                "install libonnxruntime.*EFS_ONNXRUNTIME");
  }
}

}  // namespace
}  // namespace efs::device
