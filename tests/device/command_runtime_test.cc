#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "core/error.h"
#include "core/files/files.h"
#include "device/latency.h"
#include "device/runtimes/command.h"
#include "graph/builder.h"
#include "onnx/exporter.h"
#include "support/message_of.h"
#include "support/temporary_folder.h"

namespace efs::device {
namespace {

using testing::HasSubstr;

const BenchmarkProgram& known(const std::string& name) {
  for (const BenchmarkProgram& program : known_benchmark_programs()) {
    if (program.name == name) return program;
  }
  throw Error(name);
}

// What the programs print, as their users show it (microsoft/onnxruntime issues 17313 and 2798,
// NVIDIA's and OpenVINO's documentation, ncnn's benchmark/README.md).
TEST(BenchmarkPrograms, TrtexecsSummaryIsRead) {
  const auto result = read_benchmark_output(known("trtexec"), R"(
[08/21/2023-14:59:38] [I] === Performance summary ===
[08/21/2023-14:59:38] [I] Throughput: 3716.81 qps
[08/21/2023-14:59:38] [I] Latency: min = 0.17041 ms, max = 0.243042 ms, mean = 0.184305 ms, median = 0.179932 ms, percentile(90%) = 0.194153 ms, percentile(95%) = 0.195312 ms, percentile(99%) = 0.197144 ms
[08/21/2023-14:59:38] [I] Enqueue Time: min = 0.0125 ms, max = 0.1 ms, mean = 0.02 ms, median = 0.02 ms, percentile(90%) = 0.03 ms
[08/21/2023-14:59:38] [I] H2D Latency: min = 0.00512 ms, max = 0.018 ms, mean = 0.00595 ms, median = 0.00586 ms, percentile(90%) = 0.00635 ms, percentile(95%) = 0.00647 ms, percentile(99%) = 0.00793 ms
[08/21/2023-14:59:38] [I] GPU Compute Time: min = 0.161 ms, max = 0.23 ms, mean = 0.174 ms, median = 0.17 ms, percentile(90%) = 0.184 ms, percentile(95%) = 0.185 ms, percentile(99%) = 0.187 ms
[08/21/2023-14:59:38] [I] D2H Latency: min = 0.00317 ms, max = 0.0142 ms, mean = 0.0041 ms, median = 0.00403 ms, percentile(90%) = 0.00439 ms, percentile(95%) = 0.00464 ms, percentile(99%) = 0.00537 ms
)");
  EXPECT_DOUBLE_EQ(result.median_ms, 0.179932);
  EXPECT_DOUBLE_EQ(result.p90_ms, 0.194153);
  EXPECT_DOUBLE_EQ(result.p99_ms, 0.197144);
  EXPECT_DOUBLE_EQ(result.min_ms, 0.17041);
  EXPECT_DOUBLE_EQ(result.mean_ms, 0.184305);
}

TEST(BenchmarkPrograms, TrtexecOfTensorrt82HasNoNinetiethPercentile) {
  const auto result = read_benchmark_output(
      known("trtexec"),
      "[I] Latency: min = 10.1 ms, max = 13.2 ms, mean = 11.5 ms, median = 11.4 ms, "
      "percentile(99%) = 12.9 ms\n"
      "[I] End-to-End Host Latency: min = 19.8 ms, max = 26.1 ms, mean = 22.7 ms, "
      "median = 22.5 ms, percentile(99%) = 25.4 ms\n");
  EXPECT_DOUBLE_EQ(result.median_ms, 11.4);
  EXPECT_EQ(result.p90_ms, 0.0);
  EXPECT_DOUBLE_EQ(result.p99_ms, 12.9);
}

TEST(BenchmarkPrograms, OnnxruntimesSecondsBecomeMilliseconds) {
  for (const std::string form : {"P50 Latency: 0.0587108 s\nP90 Latency: 0.0599845 s\n",
                                 "P50 Latency is 0.0587108 sec\nP90 Latency is 0.0599845 sec\n"}) {
    const auto result = read_benchmark_output(known("onnxruntime_perf_test"),
                                              "Average inference time cost: 58.8 ms\n" + form);
    EXPECT_NEAR(result.median_ms, 58.7108, 1e-9);
    EXPECT_NEAR(result.p90_ms, 59.9845, 1e-9);
    EXPECT_NEAR(result.mean_ms, 58.8, 1e-9);
  }
}

TEST(BenchmarkPrograms, OpenvinosAreRead) {
  const auto openvino = read_benchmark_output(
      known("benchmark_app"),
      "Latency:\n    Median:      9.34 ms\n    Average:     9.45 ms\n    Min:         8.92 ms\n");
  EXPECT_DOUBLE_EQ(openvino.median_ms, 9.34);
  EXPECT_DOUBLE_EQ(openvino.min_ms, 8.92);
}

// The description in docs/latency.md.
TEST(BenchmarkPrograms, NcnnsAreReadAsDescribed) {
  const auto program = benchmark_program_from_json(Json::parse(R"json(
    {"name": "ncnn",
     "words": ["/opt/ncnn.sh", "{model}", "{runs}", "{threads}", "{height}", "{width}"],
     "patterns": {"median_ms": "avg = +([0-9.]+)", "mean_ms": "avg = +([0-9.]+)",
                  "min_ms": "min = +([0-9.]+) +max"}})json"));
  const auto ncnn = read_benchmark_output(
      program, "loop_count = 8\n        model.ncnn  min =  108.70  max =  125.09  avg =  116.06\n");
  EXPECT_DOUBLE_EQ(ncnn.median_ms, 116.06);
  EXPECT_DOUBLE_EQ(ncnn.mean_ms, 116.06);
  EXPECT_DOUBLE_EQ(ncnn.min_ms, 108.7);
}

TEST(BenchmarkPrograms, ATimeThatIsNotThereIsAnErrorAndNeverANumber) {
  for (const std::string output : {"", "Median: 0 ms", "Median: -3 ms", "Median: nan ms", "Me"}) {
    EXPECT_THAT(message_of([&] { read_benchmark_output(known("benchmark_app"), output); }),
                HasSubstr("has no line that matches"));
  }
}

class CommandRuntime : public testing::Test {
 protected:
  /// A runtime over a shell script, which gets the model and the threads.
  Runtime runtime(const std::string& script) {
    write_file_atomically(folder_ / "program", "#!/bin/sh\n" + script + "\n");
    ::chmod((folder_ / "program").c_str(), 0755);
    return command_runtime(benchmark_program_from_json(
        {{"name", "own"},
         {"words", {(folder_ / "program").string(), "{model}", "--threads={threads}"}},
         {"precisions", {{"fp32", Json::array()}, {"fp16", {"--half"}}}},
         {"patterns", {{"median_ms", "took ([0-9.]+) ms"}, {"p90_s", "slow ([0-9.]+)"}}}}));
  }
  MeasureTask task(const std::string& precision = "fp32") {
    write_file_atomically(folder_ / "a model; $(x).onnx", "model");
    return {.model = folder_ / "a model; $(x).onnx", .threads = 3, .precision = precision};
  }
  TemporaryFolder folder_;
};

TEST_F(CommandRuntime, RunsWithoutAShellAndIsRead) {
  const auto measured = measure_model(
      task("fp16"), runtime("[ -f \"$1\" ] && [ \"$2$3\" = --threads=3--half ] || exit 1\n"
                            "echo took 5.5 ms; echo slow 0.006"));
  EXPECT_EQ(measured.result.median_ms, 5.5);
  EXPECT_EQ(measured.result.p90_ms, 6.0);
  EXPECT_EQ(measured.result.precision, "fp16");
  EXPECT_EQ(measured.result.runtime, "own");
  const Json json = to_json(measured.result);
  EXPECT_FALSE(json.contains("p99_ms"));  // not known, and not 0
  EXPECT_EQ(to_json(latency_result_from_json(json)), json);
}

TEST_F(CommandRuntime, IsToldTheInputsSize) {
  graph::Builder b(3, 48, 64);
  const auto model = folder_ / "model.onnx";
  write_file_atomically(
      model, onnx::export_onnx(b.finish(b.add("relu", graph::Activation{}, b.input())), {}, {}));
  const Runtime program = command_runtime(
      benchmark_program_from_json({{"name", "own"},
                                   {"words", {"echo", "took {height}.{width} ms"}},
                                   {"patterns", {{"median_ms", "took ([0-9.]+) ms"}}}}));
  EXPECT_EQ(measure_model({.model = model}, program).result.median_ms, 48.64);
  write_file_atomically(model, "no model");
  EXPECT_THAT(message_of([&] { measure_model({.model = model}, program); }),
              HasSubstr("no ONNX model"));
}

TEST_F(CommandRuntime, SaysHowTheProgramFailed) {
  const auto message =
      message_of([&] { measure_model(task(), runtime("echo no operator Foo >&2; exit 3")); });
  EXPECT_THAT(message, HasSubstr("ended with exit code 3: no operator Foo"));
  EXPECT_THAT(message_of([&] { measure_model(task(), runtime("kill -SEGV $$")); }),
              HasSubstr("signal 11"));
}

TEST_F(CommandRuntime, OffersThePrecisionsItKnows) {
  EXPECT_THAT(message_of([&] { measure_model(task("int8"), runtime("echo took 5 ms")); }),
              HasSubstr("runtime own has no precision 'int8'; it has: fp16, fp32"));
}

TEST(BenchmarkProgramFile, NamesWhatIsWrong) {
  Json good{{"name", "own"}, {"words", {"x"}}, {"patterns", {{"median_ms", "([0-9]+)"}}}};
  EXPECT_EQ(benchmark_program_from_json(good).words.size(), 1U);
  const auto refusal = [&](const char* field, const Json& value) {
    Json json = good;
    json[field] = value;
    return message_of([&] { benchmark_program_from_json(json); });
  };
  EXPECT_THAT(refusal("words", "a b"), HasSubstr("'words'"));
  EXPECT_THAT(refusal("words", Json::array()), HasSubstr("'words' of own is empty"));
  EXPECT_THAT(refusal("patterns", Json::object()), HasSubstr("lacks 'median_ms'"));
  EXPECT_THAT(refusal("patterns", {{"median_ms", "[0-9]+"}}), HasSubstr("needs a group"));
  EXPECT_THAT(refusal("patterns", {{"median_ms", "(["}}), HasSubstr("no regular expression"));
  EXPECT_THAT(refusal("patterns", {{"median_ms", "(a{12345})"}}), HasSubstr("more than 4 digits"));
  // What the protocol's other side would refuse, so that nobody could use the board.
  for (const char* name : {"my bench", "", "a/b", "\x1b[2J"}) {
    EXPECT_THAT(refusal("name", name), HasSubstr("'name'")) << name;
  }
  for (const char* suffix : {".param", "", "/../x.onnx"}) {
    EXPECT_THAT(refusal("suffix", suffix), HasSubstr("'suffix'")) << suffix;
  }
  EXPECT_THAT(refusal("precisions", {{"half precision", Json::array()}}),
              HasSubstr("'precisions'"));
  EXPECT_THAT(refusal("version_words", Json::array()), HasSubstr("'version_words'"));
}

TEST_F(CommandRuntime, TakesNoLongLinesApart) {
  EXPECT_EQ(
      measure_model(task(), runtime("head -c 3000000 /dev/zero | tr '\\0' 1; echo; echo took 5 ms"))
          .result.median_ms,
      5.0);
}

}  // namespace
}  // namespace efs::device
