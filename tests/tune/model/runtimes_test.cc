#include "tune/model/runtimes.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files/files.h"
#include "device/agreement.h"
#include "device/runtime_contract.h"
#include "graph/builder.h"
#include "nn/network.h"
#include "onnx/exporter.h"
#include "train/network/initial_weights.h"
#include "train/network/network.h"
#include "train/network/torchscript.h"
#include "tune/runtime_choice.h"
#include "tune/temporary_study.h"

namespace efs::tune {
namespace {

TEST(Runtimes, EachKeepsTheContract) {
  const TemporaryStudy study(2);
  const auto graph =
      nn::build_network({.architecture = "shufflenet_v2_x0_5", .head = "gap", .input = square(64)});
  const auto weights = train::initial_weights(graph, 1);
  const auto onnx_file = study.root() / "model.onnx";
  const auto torch_file = study.root() / "model.pt";
  write_file_atomically(onnx_file, onnx::export_onnx(graph, weights, {}));
  train::write_torchscript(graph, weights, torch_file);
  for (const auto& row : all_runtimes()) {
    SCOPED_TRACE(row.name);
    if (row.name == "tensorrt") continue;  // where it is built in: tests/device
    device::check_runtime_contract(row, row.suffix == ".pt" ? torch_file : onnx_file);
  }
}

TEST(Runtimes, AreThoseThatAConfigurationNames) {
  ASSERT_EQ(all_runtimes().size(), kRuntimePrecisions.size());
  for (std::size_t i = 0; i < kRuntimePrecisions.size(); ++i) {
    const auto& [name, precisions] = kRuntimePrecisions[i];
    EXPECT_EQ(all_runtimes()[i].name, name);
    for (const auto& word : all_runtimes()[i].precisions) {
      EXPECT_THAT(precisions, testing::Contains(word)) << name;
    }
  }
}

TEST(Runtimes, OfAFileReadItsNumbersAndTakeItsBatch) {
  const bool opencv_takes_batches = runtime("opencv").takes_batches;
  EXPECT_EQ(runtime_of_file("model.onnx").name, "opencv");
  EXPECT_EQ(runtime_of_file("model.onnx", "int8").name, "onnxruntime");
  EXPECT_EQ(runtime_of_file("model.onnx", "fp32", 4).name,
            opencv_takes_batches ? "opencv" : "onnxruntime");
  EXPECT_EQ(runtime_of_file("model.onnx", "fp16", 4).name, "onnxruntime");
  EXPECT_EQ(runtime_of_file("model.pt").name, "torch");
  EXPECT_EQ(checkers_of_onnx("fp32", 1).size(), 2U);
  EXPECT_EQ(checkers_of_onnx("fp32", 3).size(), opencv_takes_batches ? 2U : 1U);
  EXPECT_EQ(checkers_of_onnx("fp16", 1).size(), 1U);
}

TEST(Runtimes, AgreeWithTheModule) {
  const TemporaryStudy study(2);
  const auto graph =
      nn::build_network({.architecture = "mobilenet_v3_small", .head = "gap", .input = square(64)});
  const auto weights = train::initial_weights(graph, 2);
  const auto file = study.root() / "model.pt";
  train::write_torchscript(graph, weights, file);
  std::vector<float> input(3 * 64 * 64);
  for (std::size_t i = 0; i < input.size(); ++i)
    input[i] = static_cast<float>(i % 17) / 8.0F - 1.0F;
  const auto expected = train::run_network(graph, weights, input);
  const auto found = runtime("torch").load(file, {})->run(input);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-5);
}

graph::Graph activated_convolution(graph::ActivationKind kind, int channels) {
  using namespace graph;
  Builder builder(3, 8, 8);
  NodeId x = builder.add("conv1", Conv2d{.out_channels = channels}, builder.input());
  x = builder.add("activation", Activation{kind}, x);
  x = builder.add("conv2", Conv2d{.out_channels = channels}, x);
  return builder.finish(builder.add("flat", Flatten{}, x));
}

// oneDNN pads channels to its blocks of 8 or 16, and libtorch's own optimisation activates only as
// many values as there were before (train/network/padded_activations.h).
TEST(Runtimes, AgreeWithTheModuleWhateverTheNumberOfChannels) {
  using graph::ActivationKind;
  const TemporaryStudy study(2);
  const auto file = study.root() / "model.pt";
  std::vector<float> input(3 * 8 * 8);
  for (std::size_t i = 0; i < input.size(); ++i) input[i] = static_cast<float>(i % 17) - 8.0F;
  for (const auto kind : {ActivationKind::kRelu, ActivationKind::kRelu6, ActivationKind::kHardswish,
                          ActivationKind::kHardsigmoid, ActivationKind::kSigmoid,
                          ActivationKind::kSilu, ActivationKind::kGelu}) {
    for (const int channels : {3, 16, 20, 24, 72}) {
      const auto graph = activated_convolution(kind, channels);
      const auto weights = train::initial_weights(graph, 2);
      train::write_torchscript(graph, weights, file);
      const auto agreement = device::compare_outputs(train::run_network(graph, weights, input),
                                                     runtime("torch").load(file, {})->run(input));
      EXPECT_LT(agreement.relative(), 1e-5) << channels << " channels, " << static_cast<int>(kind);
    }
  }
}

const std::vector<const char*> kFiveBackbones{"shufflenet_v2_x0_5", "mobilenet_v3_small",
                                              "mnasnet0_5", "regnet_y_400mf", "resnet18"};
const std::vector<std::pair<const char*, nn::DenseOptions>> kHeadForms{
    {"none", {.finest = 8, .levels = 1, .head_units = 0}},
    {"none", {.finest = 16, .levels = 2, .head_conv = "ordinary"}},
    {"merge", {.finest = 8, .levels = 2, .neck_width = 16, .head_width = 24}},
    {"pyramid", {.finest = 4, .levels = 3, .head_units = 1, .head_shared = true}},
    {"pyramid", {.finest = 8, .levels = 3, .head_width = 32, .head_shared = true}}};

TEST(Runtimes, AgreeOnEveryHeadForSeveralFaces) {
  const TemporaryStudy study(2);
  const auto onnx_file = study.root() / "model.onnx", torch_file = study.root() / "model.pt";
  std::vector<float> input(3 * 96 * 64);
  for (std::size_t i = 0; i < input.size(); ++i)
    input[i] = static_cast<float>(i % 17) / 8.0F - 1.0F;
  for (const char* architecture : kFiveBackbones) {
    for (const auto& [neck, dense] : kHeadForms) {
      const nn::NetworkOptions options{.architecture = architecture,
                                       .head = "dense",
                                       .input = {.width = 96, .height = 64},
                                       .tap = 16,
                                       .neck = neck,
                                       .dense = dense};
      SCOPED_TRACE(fmt::format("{} {} {}", architecture, neck, nn::variant_text(options)));
      const auto graph = nn::build_network(options);
      const auto weights = train::initial_weights(graph, 3);
      write_file_atomically(onnx_file, onnx::export_onnx(graph, weights, {}));
      train::write_torchscript(graph, weights, torch_file);
      const auto expected = train::run_network(graph, weights, input);
      for (const auto& row : all_runtimes()) {
        if (row.name == "tensorrt") continue;  // where it is built in: tests/device
        const auto& file = row.suffix == ".pt" ? torch_file : onnx_file;
        const auto found = runtime(row.name).load(file, {})->run(input);
        const auto agreement = device::compare_outputs(expected, found);
        EXPECT_LT(agreement.relative(), device::kAgreementTolerance) << row.name;
      }
    }
  }
}

TEST(Runtimes, AnUnknownNameOffersTheNearest) {
  try {
    runtime("opencw");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("'opencv'"));
  }
}

}  // namespace
}  // namespace efs::tune
