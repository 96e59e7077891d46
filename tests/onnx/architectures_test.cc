// Every backbone, with and without head, and every head, tap and neck: the exported file computes
// what the network computes, in OpenCV and in ONNX Runtime.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

#include "core/error.h"
#include "core/text/named_rows.h"
#include "device/agreement.h"
#include "device/runtimes/runtimes.h"
#include "nn/catalogue.h"
#include "nn/detectors.h"
#include "nn/network.h"
#include "onnx/exporter.h"
#include "onnx/face_outputs.h"
#include "onnx/host_decoding.h"
#include "onnx/lively_network.h"
#include "support/temporary_file.h"
#include "train/network/activation_ranges.h"
#include "train/network/network.h"

namespace efs::onnx {
namespace {

constexpr int kInput = 64;

/// The outputs of a file.
std::vector<float> run_file(const std::string& runtime, const std::filesystem::path& model,
                            const std::vector<float>& input) {
  return find_row(device::runtimes(), "runtime", runtime).load(model, {})->run(input);
}

/// The relative difference of the file of this network to what libtorch computes.
double difference(const std::string& runtime, const std::filesystem::path& model,
                  const std::vector<float>& input, const std::vector<float>& expected) {
  const auto agreement = device::compare_outputs(expected, run_file(runtime, model, input));
  EXPECT_GT(agreement.output_range, 0.0);
  return agreement.relative();
}

/// The file of this network agrees with libtorch in each of the runtimes.
void expect_agreement(const nn::NetworkOptions& options, ExportOptions how,
                      const std::vector<std::string>& runtimes, double tolerance) {
  const graph::Graph graph = nn::build_network(options);
  const graph::Weights weights = lively_weights(graph, 7);
  const auto input = random_image(graph, 11);
  const auto expected = train::run_network(graph, weights, input);
  how.output_name = nn::output_name(options.head);
  if (how.format == NumberFormat::kInt8) {
    how.ranges =
        train::activation_ranges(graph, weights, {random_image(graph, 12), random_image(graph, 13)},
                                 train::Calibration::kMinMax);
  }
  const TemporaryFile file("model.onnx", export_onnx(graph, weights, how));
  for (const auto& runtime : runtimes) {
    const double found = difference(runtime, file.path(), input, expected);
    EXPECT_LE(found, tolerance) << runtime;
    testing::Test::RecordProperty(runtime, fmt::format("{:.2e}", found));
  }
}

void expect_agreement(const nn::NetworkOptions& options) {
  expect_agreement(options, {}, {"opencv", "onnxruntime"}, device::kAgreementTolerance);
}

class Architectures : public testing::TestWithParam<std::tuple<std::string, std::string>> {};

TEST_P(Architectures, ExportComputesTheNetwork) {
  const auto& [architecture, head] = GetParam();
  expect_agreement({.architecture = architecture, .head = head, .input = square(kInput)});
}

class Detectors : public testing::TestWithParam<nn::NetworkOptions> {};

TEST_P(Detectors, ExportComputesTheNetwork) { expect_agreement(GetParam()); }

TEST_P(Detectors, Float16ExportComputesTheNetworkNearly) {
  expect_agreement(GetParam(), {.format = NumberFormat::kFloat16}, {"onnxruntime"}, 2e-2);
}

class DenseDetectors : public testing::TestWithParam<nn::NetworkOptions> {};

/// The file of these outputs comes to the same faces in both runtimes. Its input is the network's;
/// what yunet's first layer does is tested with fewer layers (face_outputs_test.cc).
void expect_the_same_faces(FaceOutputs outputs, const nn::NetworkOptions& options) {
  const graph::Graph graph = nn::build_network(options);
  const graph::Weights weights = lively_weights(graph, 7);
  const auto input = random_image(graph, 11);
  const auto expected = train::run_network(graph, weights, input);
  ModelInfo info;
  info.input = options.input;
  info.colour_order = "BGR";
  info.mean.fill(0.0);
  info.standard_deviation.fill(1.0 / 255.0);  // the first layer of yunet changes nothing
  const auto network = network_for_outputs(outputs, graph, weights, info);
  const TemporaryFile file(
      "model.onnx", export_onnx(network.graph, network.weights,
                                {.outputs = network.outputs, .any_extent = network.any_extent}));
  for (const char* runtime : {"opencv", "onnxruntime"}) {
    const auto rows = decode_on_host(outputs, graph, run_file(runtime, file.path(), input));
    EXPECT_LE(device::compare_outputs(expected, rows).relative(), device::kAgreementTolerance)
        << runtime;
  }
}

TEST_P(DenseDetectors, RawFilesComeToTheSameFaces) {
  expect_the_same_faces(FaceOutputs::kRaw, GetParam());
}

TEST_P(DenseDetectors, YunetFilesComeToTheSameFaces) {
  if (GetParam().dense.finest != 8) {
    EXPECT_THROW(expect_the_same_faces(FaceOutputs::kYunet, GetParam()), UsageError);
    return;
  }
  expect_the_same_faces(FaceOutputs::kYunet, GetParam());
}

std::vector<nn::NetworkOptions> dense_detectors() {
  std::vector<nn::NetworkOptions> result = nn::testing::detectors();
  std::erase_if(result, [](const nn::NetworkOptions& options) { return options.head != "dense"; });
  return result;
}

INSTANTIATE_TEST_SUITE_P(All, DenseDetectors, testing::ValuesIn(dense_detectors()),
                         [](const auto& info) { return nn::test_name(info.param); });

/// x86-64 without VNNI adds pairs of products of unsigned and signed bytes in 16 bits, where they
/// saturate (ONNX Runtime's page on quantisation, "Why did I lose accuracy"): the file is right, and
/// the runtime's answer is not.
bool adds_bytes_exactly() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512vnni");
#else
  return true;
#endif
}

TEST_P(Detectors, Int8ExportComputesTheNetworkRoughly) {
  expect_agreement(GetParam(), {.format = NumberFormat::kInt8}, {"onnxruntime"},
                   adds_bytes_exactly() ? 0.1 : 0.6);
}

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
