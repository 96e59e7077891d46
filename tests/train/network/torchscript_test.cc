#include "train/network/torchscript.h"

#include "train/ops/libtorch.h"
// After libtorch.h, whose order of includes matters.
#include <gtest/gtest.h>
#include <torch/script.h>

#include "core/error.h"
#include "graph/builder.h"
#include "nn/catalogue.h"
#include "nn/network.h"
#include "train/network/initial_weights.h"
#include "train/network/network.h"
#include "train/network/torch_network.h"
#include "train/packed_fixture.h"

namespace efs::train {
namespace {

int count_nodes(const torch::jit::Module& module, const char* kind) {
  int count = 0;
  for (const torch::jit::Node* node : module.get_method("forward").graph()->nodes()) {
    count += node->kind() == c10::Symbol::fromQualString(kind);
  }
  return count;
}

void expect_same_output(const nn::NetworkOptions& options, int batch_norms_left) {
  const TemporaryFolder folder("torchscript");
  const graph::Graph graph = nn::build_network(options);
  graph::Weights weights = initial_weights(graph, 1);
  // Statistics other than 0 and 1, so that folding them matters.
  for (auto& [name, tensor] : weights) {
    if (name.ends_with("running_mean")) std::fill(tensor.values.begin(), tensor.values.end(), 0.1F);
    if (name.ends_with("running_var")) std::fill(tensor.values.begin(), tensor.values.end(), 0.8F);
  }
  torch::manual_seed(2);
  const graph::Shape& shape = graph.input().shape;
  const torch::Tensor input = torch::randn({1, shape[0], shape[1], shape[2]});
  const std::vector<float> expected = run_network(graph, weights, to_plain(input).values);

  write_torchscript(graph, weights, folder / "model.pt");
  torch::jit::Module module = torch::jit::load((folder / "model.pt").string());
  const torch::Tensor output = module.forward({input}).toTensor();
  std::vector<std::int64_t> sizes = graph.output().shape;
  sizes.insert(sizes.begin(), 1);
  ASSERT_EQ(output.sizes(), sizes);
  const std::vector<float> actual = to_plain(output).values;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(actual[i], expected[i], 1e-4F * (1.0F + std::abs(expected[i])));
  }
  EXPECT_EQ(count_nodes(module, "aten::batch_norm"), batch_norms_left) << options.architecture;
}

TEST(TorchScript, GivesTheSameOutputWithBatchNormFolded) {
  for (const char* name : {"resnet18", "mobilenet_v3_small", "shufflenet_v2_x0_5"}) {
    expect_same_output({.architecture = name, .head = "gap", .input = square(64)}, 0);
  }
}

// The coordinates are no weights: they go into the file as a constant.
TEST(TorchScript, HoldsWhatReadsPositions) {
  expect_same_output({.architecture = "shufflenet_v2_x0_5",
                      .head = "soft_argmax",
                      .input = square(64),
                      .tap = 16,
                      .neck = "merge"},
                     0);
}

TEST(TorchScript, HoldsTheCellsOfSeveralFaces) {
  expect_same_output({.architecture = "shufflenet_v2_x0_5",
                      .head = "dense",
                      .input = {.width = 96, .height = 64},
                      .tap = 16,
                      .neck = "pyramid",
                      .dense = {.head_units = 2, .head_shared = true}},
                     0);
}

TEST(TorchScript, NamesAPathThatCannotBeWritten) {
  graph::Builder builder(3, 8, 8);
  const graph::Graph graph =
      builder.finish(builder.add("pool", graph::GlobalAveragePool{}, builder.input()));
  EXPECT_THROW(write_torchscript(graph, {}, "/proc/no/model.pt"), Error);
}

}  // namespace
}  // namespace efs::train
