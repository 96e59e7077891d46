// Every backbone, head and neck: ncnn computes what libtorch computes.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <map>

#include "core/files/files.h"
#include "core/process/child_process.h"
#include "device/agreement.h"
#include "ncnn/exporter.h"
#include "nn/catalogue.h"
#include "nn/detectors.h"
#include "onnx/lively_network.h"
#include "support/temporary_folder.h"
#include "train/network/network.h"

namespace efs::ncnn {
namespace {

constexpr double kHalfTolerance = 2e-2;  // of weights in fp16

std::string bytes_of(const std::vector<float>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
}

std::vector<float> floats_of(const std::string& bytes) {
  std::vector<float> values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

std::vector<nn::NetworkOptions> networks() {
  std::vector<nn::NetworkOptions> all = nn::testing::detectors();
  for (const auto& row : nn::architectures()) {
    all.push_back({.architecture = row.name, .head = "gap", .input = square(96)});
  }
  return all;
}

/// Runs all networks in one process.
void expect_agreement(NumberFormat format, double tolerance) {
  // ncnn gives all outputs of a run one name.
  std::map<std::string, TemporaryFolder> folders;
  std::map<std::string, std::vector<float>> expected;
  int number = 0;
  for (const nn::NetworkOptions& options : networks()) {
    const graph::Graph graph = nn::build_network(options);
    const graph::Weights weights = onnx::lively_weights(graph, 7);
    const auto image = onnx::random_image(graph, 11);
    const std::string output = nn::output_name(options.head);
    const Model model = export_ncnn(graph, weights, output, format);
    const std::string name = fmt::format("{:03}_{}", number++, nn::test_name(options));
    const TemporaryFolder& folder = folders[output];
    write_file_atomically(folder / (name + ".param"), model.param);
    write_file_atomically(folder / (name + ".bin"), model.bin);
    write_file_atomically(folder / (name + ".in"), bytes_of(image));
    const auto& shape = graph.input().shape;
    write_file_atomically(folder / (name + ".shape"),
                          fmt::format("{} {} {}", shape[0], shape[1], shape[2]));
    expected[name] = train::run_network(graph, weights, image);
  }
  std::size_t compared = 0;
  for (const auto& [output, folder] : folders) {
    ChildProcess python(
        {EFS_PYTHON, EFS_SOURCE_DIR "/tests/ncnn/run_models.py", folder.path().string(), output},
        "");
    std::string line;
    while (python.read_line(line, 300.0) == ChildProcess::Read::kLine) {
    }
    ASSERT_EQ(python.wait().exit_code, 0) << python.errors();
    for (const auto& [name, values] : expected) {
      const auto file = folder / (name + ".out");
      if (!std::filesystem::exists(file)) continue;
      const auto found = floats_of(read_file(file));
      ASSERT_EQ(found.size(), values.size()) << name;
      ++compared;
      const auto agreement = device::compare_outputs(values, found);
      EXPECT_GT(agreement.output_range, 0.0) << name;
      EXPECT_LE(agreement.relative(), tolerance) << name;
    }
  }
  EXPECT_EQ(compared, expected.size());
}

TEST(NcnnRuntime, ComputesEveryNetwork) {
  expect_agreement(NumberFormat::kFloat32, device::kAgreementTolerance);
}

TEST(NcnnRuntime, ComputesEveryNetworkNearlyInHalf) {
  expect_agreement(NumberFormat::kFloat16, kHalfTolerance);
}

}  // namespace
}  // namespace efs::ncnn
