// Property: networks of blocks that are drawn at random build, take finite gradients and are computed by
// OpenCV and by ONNX Runtime as by libtorch.
#include <gtest/gtest.h>

#include <cstdlib>

#include "core/text/named_rows.h"
#include "device/agreement.h"
#include "device/runtimes/runtimes.h"
#include "nn/network.h"
#include "nn/own/random_design.h"
#include "onnx/exporter.h"
#include "onnx/lively_network.h"
#include "support/temporary_file.h"
#include "train/network/gradient_check.h"
#include "train/network/network.h"

namespace efs::onnx {
namespace {

constexpr int kGradients = 10;  // of every tenth

/// EFS_DRAWN_NETWORKS, or as many as a minute allows.
int network_count() {
  const char* given = std::getenv("EFS_DRAWN_NETWORKS");
  return given == nullptr ? 500 : std::atoi(given);
}

nn::NetworkOptions random_network(Rng& rng) {
  const auto design = nn::testing::random_design(rng);
  const bool several = rng.index(2) == 0;
  nn::NetworkOptions options{.architecture = nn::name_of(design),
                             .head = several ? "dense" : "soft_argmax",
                             .input = {32 * (1 + static_cast<int>(rng.index(2))), 32},
                             .tap = 8 << rng.index(2)};
  options.dense.head_units = static_cast<int>(rng.index(3));
  return options;
}

double difference(const std::string& runtime, const std::filesystem::path& model,
                  const std::vector<float>& input, const std::vector<float>& expected) {
  const auto session = find_row(device::runtimes(), "runtime", runtime).load(model, {});
  return device::compare_outputs(expected, session->run(input)).relative();
}

TEST(BlockNetworks, AreTheSameInEveryRuntime) {
  Rng rng(21);
  for (int i = 0; i < network_count(); ++i) {
    const nn::NetworkOptions options = random_network(rng);
    SCOPED_TRACE(options.architecture + " " + options.head);
    const graph::Graph graph = nn::build_network(options);
    const graph::Weights weights = lively_weights(graph, static_cast<std::uint64_t>(i));
    const auto input = random_image(graph, 11);
    const auto expected = train::run_network(graph, weights, input);
    const TemporaryFile file(
        "model.onnx", export_onnx(graph, weights, {.output_name = nn::output_name(options.head)}));
    for (const char* runtime : {"opencv", "onnxruntime"}) {
      ASSERT_LE(difference(runtime, file.path(), input, expected), device::kAgreementTolerance)
          << runtime;
    }
    if (i % kGradients == 0) ASSERT_TRUE(train::check_gradients(graph, weights).passes());
  }
}

}  // namespace
}  // namespace efs::onnx
