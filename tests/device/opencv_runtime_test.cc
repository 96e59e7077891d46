#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "core/error.h"
#include "core/files/digest.h"
#include "core/files/files.h"
#include "device/agreement.h"
#include "device/doubling_model.h"
#include "device/latency.h"
#include "device/onnx_file.h"
#include "device/runtime_contract.h"
#include "device/runtimes/runtimes.h"
#include "graph/builder.h"
#include "onnx/exporter.h"

namespace efs::device {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class OpencvRuntime : public testing::Test {
 protected:
  OpencvRuntime()
      : path_(fs::path(testing::TempDir()) /
              ("efs_opencv_" + std::to_string(::getpid()) + ".onnx")) {
    write_file_atomically(path_, doubling_model());
  }
  ~OpencvRuntime() override { fs::remove(path_); }

  const Runtime& runtime() const { return runtimes().front(); }

  template <typename Function>
  std::string refusal(Function function) const {
    try {
      function();
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing was refused";
  }

  fs::path path_;
};

TEST_F(OpencvRuntime, KeepsTheContract) {
  EXPECT_EQ(runtime().name, "opencv");
  EXPECT_EQ(runtime().suffix, ".onnx");
  check_runtime_contract(runtime(), path_);
}

TEST_F(OpencvRuntime, ComputesTheModel) {
  const auto session = runtime().load(path_, {});
  EXPECT_EQ(session->input_count(), 4U);
  EXPECT_THAT(session->run(std::vector<float>{-1, 0, 1, 2.5}), ElementsAre(1, 1, 3, 6));
}

TEST_F(OpencvRuntime, GivesAllOutputsInTheFilesOrder) {
  write_file_atomically(path_, two_output_model());
  EXPECT_THAT(onnx_output_names(two_output_model()), ElementsAre("doubled", "positive"));
  EXPECT_THAT(runtime().load(path_, {})->run(std::vector<float>{-1, 0, 1, 2.5}),
              ElementsAre(1, 1, 3, 6, 0, 0, 1, 2.5));
}

// OpenCV 4.6 takes the batch for the height where both are 2, and adds the constant along it.
TEST_F(OpencvRuntime, ComputesSeveralImagesRightlyOrRefusesThem) {
  graph::Builder b(4, 2, 2);
  const graph::Graph graph = b.finish(b.add("place", graph::AddCoordinates{}, b.input()));
  write_file_atomically(path_, onnx::export_onnx(graph, {}, {.batch = {.size = 2}}));
  EXPECT_EQ(onnx_batch(read_file(path_)), 2);
  if (!runtime().takes_batches) {
    EXPECT_THAT(refusal([&] { runtime().load(path_, {}); }),
                AllOf(HasSubstr("runs take 2 images"), HasSubstr("--runtime onnxruntime")));
    return;
  }
  const std::vector<float> places{0.25F, 0.75F, 0.25F, 0.75F, 0.25F, 0.25F, 0.75F, 0.75F};
  const auto output = runtime().load(path_, {})->run(std::vector<float>(2 * 4 * 4));
  for (std::size_t i = 0; i < output.size(); ++i) EXPECT_EQ(output[i], places[i % 8]) << i;
}

TEST_F(OpencvRuntime, RunsAFileOfAnyBatchOnOneImage) {
  write_file_atomically(path_, doubling_model({.size = std::nullopt}));
  const auto session = runtime().load(path_, {});
  EXPECT_EQ(session->input_count(), 4U);
  EXPECT_THAT(session->run(std::vector<float>{-1, 0, 1, 2.5}), ElementsAre(1, 1, 3, 6));
}

TEST_F(OpencvRuntime, RefusesADamagedFile) {
  const std::string good = doubling_model();
  for (const std::string& bad :
       {std::string(), std::string("no model at all"), good.substr(0, good.size() / 2),
        good.substr(0, 10), std::string(1000, '\xff')}) {
    write_file_atomically(path_, bad);
    EXPECT_THAT(refusal([&] { runtime().load(path_, {}); }), HasSubstr(path_.string()));
  }
}

TEST_F(OpencvRuntime, SaysHowManyValuesItTakes) {
  const auto session = runtime().load(path_, {});
  EXPECT_THAT(refusal([&] { session->run(std::vector<float>(3)); }),
              HasSubstr("takes 4 input values, 3 were given"));
}

TEST_F(OpencvRuntime, IsMeasuredWithItsContext) {
  const LatencyResult result =
      measure_model({.model = path_,
                     .options = {.warmup_s = 0.0, .min_runs = 20, .min_s = 0.0, .max_s = 0.1}},
                    runtime())
          .result;
  EXPECT_GT(result.median_ms, 0.0);
  EXPECT_GE(result.runs, 20);
  EXPECT_EQ(result.threads, 1);
  EXPECT_EQ(result.runtime, "opencv");
  EXPECT_EQ(result.runtime_version, runtime().version());
  EXPECT_EQ(result.model_digest, sha256_hex(doubling_model()));
  EXPECT_FALSE(result.device.empty());
}

TEST_F(OpencvRuntime, AFailedMeasurementNamesModelAndRuntime) {
  write_file_atomically(path_, "no model");
  const std::string message = refusal([&] { measure_model({.model = path_}, runtime()); });
  EXPECT_THAT(message, HasSubstr(path_.string()));
  EXPECT_THAT(message, HasSubstr("runtime opencv"));
}

TEST_F(OpencvRuntime, AgreesWithTheRightResultOnly) {
  const std::vector<float> input{-1, 0, 1, 2.5};
  EXPECT_LE(require_agreement(path_, runtime(), input, std::vector<float>{1, 1, 3, 6}).relative(),
            1e-6);
  // 0.0009 on a range of 6 is above 1e-4 of it, 0.0003 is below.
  EXPECT_NO_THROW(require_agreement(path_, runtime(), input, std::vector<float>{1, 1, 3.0003F, 6}));
  const std::string message = refusal([&] {
    require_agreement(path_, runtime(), input, std::vector<float>{1, 1, 3.0009F, 6});
  });
  EXPECT_THAT(message, HasSubstr(path_.string()));
  EXPECT_THAT(message, HasSubstr("computes another result"));
  EXPECT_THAT(refusal([&] {
                require_agreement(path_, runtime(), input, std::vector<float>{1, 1, 3});
              }),
              HasSubstr("3 output values were expected, 4 came"));
}

TEST(Agreement, ANanNeverAgrees) {
  const std::vector<float> good{0.0F, 1.0F};
  const std::vector<float> bad{0.0F, std::nanf("")};
  EXPECT_FALSE(compare_outputs(good, bad).relative() <= 1.0);
  EXPECT_FALSE(compare_outputs(bad, good).relative() <= 1.0);
  EXPECT_FALSE(compare_outputs(bad, bad).relative() <= 1.0);
}

TEST(Agreement, IsRelativeToTheRange) {
  const Agreement agreement =
      compare_outputs(std::vector<float>{-2.0F, 2.0F}, std::vector<float>{-2.0F, 2.5F});
  EXPECT_DOUBLE_EQ(agreement.max_difference, 0.5);
  EXPECT_DOUBLE_EQ(agreement.output_range, 4.0);
  EXPECT_DOUBLE_EQ(agreement.relative(), 0.125);
  // All zero: no range, so the difference itself.
  EXPECT_DOUBLE_EQ(compare_outputs(std::vector<float>{0.0F}, std::vector<float>{0.25F}).relative(),
                   0.25);
}

TEST(OnnxInput, ReadsTheShape) {
  EXPECT_THAT(onnx_input_shape(doubling_model()), ElementsAre(1, 1, 2, 2));
}

TEST(OnnxNode, IsNamedWithItsOperator) {
  EXPECT_EQ(onnx_node(doubling_model(), 0), "relu/out (Relu)");
  EXPECT_EQ(onnx_node(doubling_model(), 1), "box (Conv)");
  EXPECT_EQ(onnx_node(doubling_model(), 2), "");
  EXPECT_EQ(onnx_node(doubling_model(), -1), "");  // what a parser says of no node
  EXPECT_THROW(onnx_node("no model at all", 0), Error);
  EXPECT_THROW(onnx_output_names("no model at all"), Error);
}

TEST(OnnxInput, NeverReadsPastTheEnd) {
  const std::string good = doubling_model();
  for (std::size_t size = 0; size < good.size(); ++size) {
    try {
      EXPECT_THAT(onnx_input_shape(good.substr(0, size)), ElementsAre(1, 1, 2, 2));
    } catch (const Error&) {
      continue;  // refused, as most are
    }
  }
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string damaged = good;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x80);
    try {
      for (std::int64_t extent : onnx_input_shape(damaged)) EXPECT_GT(extent, 0);
    } catch (const Error&) {
      continue;
    }
  }
}

}  // namespace
}  // namespace efs::device
