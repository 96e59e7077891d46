#include "device/file_precision.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "device/latency.h"
#include "graph/builder.h"
#include "onnx/exporter.h"
#include "support/message_of.h"
#include "support/temporary_file.h"

namespace efs::device {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string model_in(const std::string& precision) {
  graph::Builder b(1, 2, 2);
  const graph::Graph graph = b.finish(b.add("relu", graph::Activation{}, b.input()));
  return onnx::export_onnx(graph, {}, {.metadata = {{"efs.precision", precision}}});
}

TEST(FilePrecision, IsWhatTheFileStates) {
  EXPECT_EQ(file_precision("model.onnx", model_in("fp16")), "fp16");
  EXPECT_EQ(file_precision("model.onnx", model_in("")), "fp32");
  EXPECT_EQ(file_precision("model.pt", "a zip archive"), "fp32");
}

TEST(FilePrecision, IsTakenAsItIs) {
  for (const std::string has : {"fp32", "fp16", "int8"}) {
    EXPECT_NO_THROW(require_precision("opencv", "model.onnx", model_in(has), "fp32"));
    EXPECT_NO_THROW(require_precision("opencv", "model.onnx", model_in(has), has));
  }
}

TEST(FilePrecision, AnotherNeedsARuntimeThatConverts) {
  EXPECT_NO_THROW(require_precision("tensorrt", "m.onnx", model_in("fp32"), "fp16", {"fp16"}));
  EXPECT_THAT(message_of([] { require_precision("opencv", "m.onnx", model_in("fp32"), "fp16"); }),
              AllOf(HasSubstr("m.onnx: the file is in fp32, and runtime opencv converts nothing"),
                    HasSubstr("cannot be run in fp16"), HasSubstr("`efs export --precision`")));
  EXPECT_THAT(
      message_of([] { require_precision("tensorrt", "m", {}, "int8", {"fp16"}); }),
      HasSubstr("runtime tensorrt converts to fp16 only, so that it cannot be run in int8"));
}

/// Output = input; loading asks for fp16 and builds for longer than the clock can say.
class BuiltSession final : public Session {
 public:
  std::vector<float> run(std::span<const float> input) override {
    return {input.begin(), input.end()};
  }
  std::size_t input_count() const override { return 4; }
  double build_s() const override { return 1e-6; }
};

TEST(Loading, GetsThePrecisionAndTellsWhatItBuilt) {
  const TemporaryFile model("model.onnx", model_in("fp32"));
  std::vector<std::string> heard;
  Runtime runtime{.name = "builder", .version = [] { return "1"; }, .suffix = ".onnx"};
  runtime.load = [](const fs::path&, const LoadOptions& options) {
    EXPECT_EQ(options.threads, 3);
    EXPECT_EQ(options.precision, "fp16");
    options.progress("building");
    return std::make_unique<BuiltSession>();
  };
  const MeasureTask task{.model = model.path(),
                         .threads = 3,
                         .precision = "fp16",
                         .options = {.warmup_s = 0.0, .min_s = 0.0, .max_s = 0.0}};
  const auto result = measure_model(task, runtime, [&](const std::string& words) {
                        heard.push_back(words);
                      }).result;
  EXPECT_EQ(result.precision, "fp16");
  EXPECT_EQ(result.build_s, 1e-6);
  EXPECT_THAT(heard, testing::Contains("building"));
  EXPECT_EQ(latency_result_from_json(to_json(result)).build_s, 1e-6);
}

}  // namespace
}  // namespace efs::device
