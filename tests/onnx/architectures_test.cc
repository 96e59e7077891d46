// Every backbone, with and without head, and every head, tap and neck: the exported file computes
// what the network computes, in OpenCV and in ONNX Runtime.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/rng.h"
#include "device/agreement.h"
#include "nn/catalogue.h"
#include "nn/detectors.h"
#include "onnx/exporter.h"
#include "onnx/opencv_run.h"
#include "train/network.h"

namespace efs::onnx {
namespace {

constexpr int kInput = 64;

/// Fresh weights leave batch-norm, layer scale and biases neutral, where a wrong fold would not
/// show: these are drawn anew.
graph::Weights lively_weights(const graph::Graph& graph, std::uint64_t seed) {
  graph::Weights weights = train::initial_weights(graph, seed);
  Rng rng(derive_seed(seed, "lively"));
  for (const graph::Parameter& parameter : graph::parameters(graph)) {
    const bool norm_weight = parameter.name.ends_with(".weight") && parameter.shape.size() == 1;
    const bool scale = parameter.shape.size() == 3;
    const bool variance = parameter.name.ends_with("running_var");
    const bool shift =
        parameter.name.ends_with(".bias") || parameter.name.ends_with("running_mean");
    for (float& value : weights.at(parameter.name).values) {
      if (norm_weight || scale || variance) value = static_cast<float>(rng.uniform(0.5, 1.5));
      if (shift) value = static_cast<float>(rng.uniform(-0.2, 0.2));
      if (parameter.name == "head.heat.weight") value *= 50.0F;  // a softmax that is not flat
    }
  }
  return weights;
}

std::string raw_bytes(const std::vector<float>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
}

/// The exit status of the comparison in ONNX Runtime; it prints what it found.
int compare_in_onnxruntime(const std::filesystem::path& model, const std::vector<float>& input,
                           const std::vector<float>& expected) {
  const TemporaryFile input_file("input.f32", raw_bytes(input));
  const TemporaryFile expected_file("expected.f32", raw_bytes(expected));
  const std::string command =
      fmt::format("node '{}/tests/onnx/onnxruntime/compare.mjs' '{}/onnxruntime' '{}' '{}' '{}' {}",
                  EFS_SOURCE_DIR, EFS_BINARY_DIR, model.string(), input_file.path().string(),
                  expected_file.path().string(), device::kAgreementTolerance);
  return std::system(command.c_str());
}

/// The file of this network agrees with libtorch in OpenCV and in ONNX Runtime.
void expect_agreement(const nn::NetworkOptions& options) {
  const graph::Graph graph = nn::build_network(options);
  const graph::Weights weights = lively_weights(graph, 7);
  Rng rng(11);
  std::vector<float> input(3 * kInput * kInput);
  for (float& value : input) value = static_cast<float>(rng.normal());
  const std::vector<float> expected = train::run_network(graph, weights, input);

  const TemporaryFile file(
      "model.onnx",
      export_onnx(graph, weights, {.output_name = options.head == "none" ? "features" : "box"}));
  const device::Agreement agreement =
      device::require_agreement(file.path(), device::runtimes().front(), input, expected);
  testing::Test::RecordProperty("opencv_relative_difference",
                                fmt::format("{:.2e}", agreement.relative()));
  EXPECT_GT(agreement.output_range, 0.0);
  EXPECT_EQ(compare_in_onnxruntime(file.path(), input, expected), 0);
}

class Architectures : public testing::TestWithParam<std::tuple<std::string, std::string>> {};

TEST_P(Architectures, ExportComputesTheNetwork) {
  const auto& [architecture, head] = GetParam();
  expect_agreement({.architecture = architecture, .head = head, .input = kInput});
}

class Detectors : public testing::TestWithParam<nn::NetworkOptions> {};

TEST_P(Detectors, ExportComputesTheNetwork) { expect_agreement(GetParam()); }

INSTANTIATE_TEST_SUITE_P(All, Detectors, testing::ValuesIn(nn::testing::detectors()),
                         [](const auto& info) { return nn::test_name(info.param); });

std::vector<std::string> architecture_names() {
  std::vector<std::string> names;
  for (const nn::Architecture& row : nn::architectures()) names.push_back(row.name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(All, Architectures,
                         testing::Combine(testing::ValuesIn(architecture_names()),
                                          testing::Values("none", "gap")),
                         [](const auto& info) {
                           return std::get<0>(info.param) + "_" + std::get<1>(info.param);
                         });

}  // namespace
}  // namespace efs::onnx
