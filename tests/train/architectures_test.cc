// Every architecture of the catalogue takes a training step, and goes on exactly from a checkpoint.
#include <gtest/gtest.h>

#include <cmath>

#include "nn/catalogue.h"
#include "packed_fixture.h"
#include "train/network.h"
#include "train/training_step.h"

namespace efs::train {
namespace {

class Architectures : public ::testing::TestWithParam<std::string> {};

TEST_P(Architectures, HaveFiniteGradientsForEveryParameter) {
  const int input = std::max(64, nn::architecture(GetParam()).min_input);
  const graph::Graph graph = nn::build_network({.architecture = GetParam(), .input = input});
  TorchNetwork network(graph, initial_weights(graph, 1), torch::kCPU);
  torch::manual_seed(1);
  const torch::Tensor output = network.forward(torch::randn({2, 3, input, input}), Mode::kTrain);
  ASSERT_EQ(output.sizes(), (std::vector<std::int64_t>{2, 4}));
  output.abs().sum().backward();
  int silent = 0;
  for (const auto& entry : network.trainable()) {
    const torch::Tensor gradient = entry.tensor.grad();
    ASSERT_TRUE(gradient.defined()) << entry.name;
    ASSERT_TRUE(gradient.isfinite().all().item<bool>()) << entry.name;
    silent += gradient.abs().max().item<float>() == 0.0F;
  }
  // Dropout or stochastic depth may silence a layer for once, not a network.
  EXPECT_LT(silent, static_cast<int>(network.trainable().size()) / 2);
}

std::vector<std::string> names() {
  std::vector<std::string> result;
  for (const nn::Architecture& row : nn::architectures()) result.push_back(row.name);
  return result;
}

INSTANTIATE_TEST_SUITE_P(All, Architectures, ::testing::ValuesIn(names()),
                         [](const auto& info) { return info.param; });

// Dropout with batch-norm, stochastic depth with layer-norm, channel shuffle, plain.
class ResumedArchitectures : public ::testing::TestWithParam<std::string> {};

TEST_P(ResumedArchitectures, EqualUninterruptedOnes) {
  const TemporaryFolder folder("resume_" + GetParam());
  const data::PackedDataset data = rectangles(folder, 7, 3, 64);
  const graph::Graph graph = nn::build_network({.architecture = GetParam(), .input = 64});
  TrainOptions options;
  options.batch_size = 4;
  options.device = "cpu";
  Trainer whole(graph, initial_weights(graph, 1), data, options);
  whole.run_epoch();
  whole.save(folder / "trial.ckpt");
  const EpochResult expected = whole.run_epoch().value();
  Trainer part(graph, initial_weights(graph, 2), data, options);
  part.load(folder / "trial.ckpt");
  const EpochResult actual = part.run_epoch().value();
  EXPECT_TRUE(actual.finite);
  EXPECT_EQ(actual.train_loss, expected.train_loss);
  EXPECT_EQ(actual.val_loss, expected.val_loss);
  EXPECT_EQ(actual.val_iou, expected.val_iou);
}

TEST(Divergence, OfADeepNetworkIsAResult) {
  const TemporaryFolder folder("diverge");
  const data::PackedDataset data = rectangles(folder, 8, 2, 64);
  const graph::Graph graph = nn::build_network({.architecture = "resnet18", .input = 64});
  TrainOptions options;
  options.batch_size = 4;
  options.device = "cpu";
  options.learning_rate = 1e10;
  Trainer trainer(graph, initial_weights(graph, 1), data, options);
  const EpochResult result = trainer.run_epoch().value();
  EXPECT_FALSE(result.finite);
  EXPECT_EQ(result.epoch, 1);
}

INSTANTIATE_TEST_SUITE_P(Kinds, ResumedArchitectures,
                         ::testing::Values("resnet18", "mobilenet_v2", "shufflenet_v2_x0_5",
                                           "squeezenet1_1", "convnext_tiny"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace efs::train
