// Every backbone, and every head, tap and neck: in a run of several images each image gets what the
// network computes for it alone.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/text/named_rows.h"
#include "device/agreement.h"
#include "device/runtimes/runtimes.h"
#include "nn/catalogue.h"
#include "nn/detectors.h"
#include "nn/network.h"
#include "onnx/exporter.h"
#include "onnx/lively_network.h"
#include "support/temporary_file.h"
#include "train/network/activation_ranges.h"
#include "train/network/network.h"

namespace efs::onnx {
namespace {

constexpr std::size_t kImages = 3;
constexpr Batch kAny{.size = std::nullopt};

std::vector<float> random_images(const graph::Graph& graph) {
  std::vector<float> images;
  for (std::size_t i = 0; i < kImages; ++i) {
    const auto image = random_image(graph, 11 + i);
    images.insert(images.end(), image.begin(), image.end());
  }
  return images;
}

/// Of so many images, those from `begin` on.
std::span<const float> part(const std::vector<float>& of_all, std::size_t count,
                            std::size_t begin = 0) {
  const std::size_t one = of_all.size() / kImages;
  return std::span(of_all).subspan(begin * one, count * one);
}

const device::Runtime& runtime(const char* name) {
  return find_row(device::runtimes(), "runtime", name);
}

class BatchFiles : public testing::TestWithParam<nn::NetworkOptions> {};

TEST_P(BatchFiles, ComputeTheNetworkForEachImage) {
  const graph::Graph graph = nn::build_network(GetParam());
  const graph::Weights weights = lively_weights(graph, 7);
  const auto images = random_images(graph);
  const auto expected = train::run_network(graph, weights, images);
  const auto expect_agreement = [&](const TemporaryFile& file, const char* name,
                                    std::size_t count) {
    if (count > 1 && !runtime(name).takes_batches) return;
    EXPECT_NO_THROW(device::require_agreement(file.path(), runtime(name), part(images, count),
                                              part(expected, count), device::kAgreementTolerance,
                                              {}, static_cast<int>(count)))
        << name << " " << count;
  };
  const std::string output = nn::output_name(GetParam().head);
  const TemporaryFile fixed(
      "fixed.onnx",
      export_onnx(graph, weights, {.output_name = output, .batch = {.size = kImages}}));
  const TemporaryFile any("any.onnx",
                          export_onnx(graph, weights, {.output_name = output, .batch = kAny}));
  for (const char* name : {"onnxruntime", "opencv"}) {
    expect_agreement(fixed, name, kImages);
    expect_agreement(any, name, kImages);
    expect_agreement(any, name, 1);
  }
}

std::vector<nn::NetworkOptions> all_networks() {
  std::vector<nn::NetworkOptions> result = nn::testing::detectors();
  for (const nn::Architecture& row : nn::architectures()) {
    result.push_back({.architecture = row.name, .head = "gap", .input = square(64)});
  }
  // A map whose extents are the batch, which is where OpenCV 4.6 goes wrong.
  result.push_back({.architecture = "squeezenet1_1", .head = "soft_argmax", .input = square(63)});
  return result;
}

std::string name_of(const testing::TestParamInfo<nn::NetworkOptions>& info) {
  return nn::test_name(info.param) + "_" + std::to_string(info.index);
}

INSTANTIATE_TEST_SUITE_P(All, BatchFiles, testing::ValuesIn(all_networks()), name_of);

class SmallerNumbers : public testing::TestWithParam<nn::NetworkOptions> {};

/// In a run of several images the file computes what it computes for each alone. Not exactly: sums in
/// another order may be rounded to another integer.
void expect_the_same_alone(const std::string& bytes, const std::vector<float>& images) {
  const TemporaryFile file("model.onnx", bytes);
  const auto together =
      runtime("onnxruntime").load(file.path(), {.batch = kImages})->run(std::span(images));
  const auto alone = runtime("onnxruntime").load(file.path(), {});
  for (std::size_t i = 0; i < kImages; ++i) {
    const auto expected = alone->run(part(images, 1, i));
    EXPECT_LE(device::compare_outputs(expected, part(together, 1, i)).relative(), 0.02) << i;
  }
}

TEST_P(SmallerNumbers, ComputeTheSameInARunOfSeveralImages) {
  const graph::Graph graph = nn::build_network(GetParam());
  const graph::Weights weights = lively_weights(graph, 7);
  const auto images = random_images(graph);
  ExportOptions how{.format = NumberFormat::kFloat16, .batch = kAny};
  expect_the_same_alone(export_onnx(graph, weights, how), images);
  how.format = NumberFormat::kInt8;
  how.ranges =
      train::activation_ranges(graph, weights, {random_image(graph, 11), random_image(graph, 12)},
                               train::Calibration::kMinMax);
  expect_the_same_alone(export_onnx(graph, weights, how), images);
}

INSTANTIATE_TEST_SUITE_P(All, SmallerNumbers, testing::ValuesIn(nn::testing::detectors()), name_of);

}  // namespace
}  // namespace efs::onnx
