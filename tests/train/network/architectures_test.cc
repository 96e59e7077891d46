// Every architecture of the catalogue takes a training step, and goes on exactly from a checkpoint.
#include <gtest/gtest.h>

#include <cmath>

#include "nn/catalogue.h"
#include "nn/detectors.h"
#include "nn/network.h"
#include "train/network/gradient_check.h"
#include "train/network/initial_weights.h"
#include "train/network/network.h"
#include "train/packed_fixture.h"
#include "train/trainer.h"
#include "train/training_step.h"

namespace efs::train {
namespace {

class Architectures : public ::testing::TestWithParam<std::string> {};

torch::Tensor images(const graph::Graph& graph, std::int64_t count) {
  const graph::Shape& input = graph.input().shape;
  return torch::randn({count, input[0], input[1], input[2]});
}

void expect_finite_gradients(const graph::Graph& graph) {
  const GradientCheck check = check_gradients(graph, initial_weights(graph, 1));
  EXPECT_GT(check.parameters, 0);
  EXPECT_TRUE(check.passes()) << check.silent << " of " << check.parameters << " are silent";
}

TEST_P(Architectures, HaveFiniteGradientsForEveryParameter) {
  const int input = std::max(64, nn::architecture(GetParam()).min_input);
  expect_finite_gradients(nn::build_network({.architecture = GetParam(), .input = square(input)}));
}

std::vector<std::string> names() {
  std::vector<std::string> result;
  for (const nn::Architecture& row : nn::architectures()) result.push_back(row.name);
  return result;
}

INSTANTIATE_TEST_SUITE_P(All, Architectures, ::testing::ValuesIn(names()),
                         [](const auto& info) { return info.param; });

class Detectors : public ::testing::TestWithParam<nn::NetworkOptions> {};

TEST_P(Detectors, HaveFiniteGradientsForEveryParameter) {
  expect_finite_gradients(nn::build_network(GetParam()));
}

// The heads that say where the face is begin with a box in the middle, 0.4 wide and high.
TEST_P(Detectors, BeginWithABoxInTheMiddle) {
  const auto heads = nn::head_names("single");
  const bool finds_one = std::find(heads.begin(), heads.end(), GetParam().head) != heads.end();
  if (!finds_one || GetParam().head == "gap") return;
  const graph::Graph graph = nn::build_network(GetParam());
  TorchNetwork network(graph, initial_weights(graph, 3), torch::kCPU);
  torch::manual_seed(1);
  const torch::NoGradGuard no_grad;
  const torch::Tensor boxes = network.forward(images(graph, 8), Mode::kTrain);
  const torch::Tensor middle = torch::tensor({0.3F, 0.3F, 0.7F, 0.7F});
  EXPECT_LT((boxes - middle).abs().max().item<float>(), 0.2F) << boxes;
}

// A cell of a dense head begins with a low score and a box of two strides around its middle.
TEST_P(Detectors, BeginWithSmallBoxesEverywhere) {
  if (GetParam().head != "dense") return;
  const graph::Graph graph = nn::build_network(GetParam());
  TorchNetwork network(graph, initial_weights(graph, 3), torch::kCPU);
  torch::manual_seed(1);
  const torch::NoGradGuard no_grad;
  const torch::Tensor faces = network.forward(images(graph, 4), Mode::kTrain);
  EXPECT_LT((torch::sigmoid(faces.select(2, 4)) - 0.01).abs().max().item<float>(), 0.01F);
  const auto& decode = std::get<graph::DecodeFaces>(graph.output().op);
  std::int64_t cell = 0;
  for (const graph::CellGrid& level : decode.levels) {
    const std::int64_t count = std::int64_t{level.height} * level.width;
    const torch::Tensor rows = faces.narrow(1, cell, count);
    const torch::Tensor width =
        (rows.select(2, 2) - rows.select(2, 0)) * decode.input_width / level.stride;
    const torch::Tensor height =
        (rows.select(2, 3) - rows.select(2, 1)) * decode.input_height / level.stride;
    for (const torch::Tensor& side : {width, height}) {
      EXPECT_GT(side.min().item<float>(), 1.2F);
      EXPECT_LT(side.max().item<float>(), 3.3F);
    }
    const torch::Tensor middle = (rows.select(2, 0) + rows.select(2, 2)) / 2;
    EXPECT_GT(middle.min().item<float>(), 0.0F);
    cell += count;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Detectors, ::testing::ValuesIn(nn::testing::detectors()),
                         [](const auto& info) { return nn::test_name(info.param); });

// Dropout with batch-norm, stochastic depth with layer-norm, channel shuffle, plain.
class ResumedArchitectures : public ::testing::TestWithParam<std::string> {};

TEST_P(ResumedArchitectures, EqualUninterruptedOnes) {
  const TemporaryFolder folder("resume_" + GetParam());
  const data::PackedDataset data = rectangles(folder, 7, 3, 64);
  const graph::Graph graph = nn::build_network({.architecture = GetParam(), .input = square(64)});
  TrainOptions options;
  options.batch_size = 4;
  options.device = "cpu";
  Trainer whole(graph, initial_weights(graph, 1), data, options);
  whole.run_epoch();
  whole.save(folder / "trial.ckpt");
  const EpochRecord expected = whole.run_epoch().value();
  Trainer part(graph, initial_weights(graph, 2), data, options);
  part.load(folder / "trial.ckpt");
  const EpochRecord actual = part.run_epoch().value();
  EXPECT_TRUE(is_finite(actual));
  EXPECT_EQ(actual.train_loss, expected.train_loss);
  EXPECT_EQ(actual.metrics.value("val_loss"), expected.metrics.value("val_loss"));
  EXPECT_EQ(actual.metrics.value("val_iou"), expected.metrics.value("val_iou"));
}

/// The best IoU on unseen rectangles after five epochs of 256.
double iou_on_rectangles(const std::string& head) {
  const TemporaryFolder folder("heads_" + head);
  const data::PackedDataset data = rectangles(folder, 256, 64, 64);
  const graph::Graph graph = nn::build_network(
      {.architecture = "shufflenet_v2_x0_5", .head = head, .input = square(64), .tap = 8});
  TrainOptions options;
  options.device = "cpu";
  options.learning_rate = 3e-3;
  Trainer trainer(graph, initial_weights(graph, 1), data, options);
  for (int epoch = 0; epoch < 5; ++epoch) trainer.run_epoch();
  return state_of(trainer).best_accuracy;
}

// Measured: 0.85; a head that pools reaches 0.5.
TEST(PositionHeads, SoonFindARectangle) {
  EXPECT_GT(iou_on_rectangles("soft_argmax"), 0.7);
  EXPECT_GT(iou_on_rectangles("center"), 0.7);
}

TEST(Divergence, OfADeepNetworkIsAResult) {
  const TemporaryFolder folder("diverge");
  const data::PackedDataset data = rectangles(folder, 8, 2, 64);
  const graph::Graph graph = nn::build_network({.architecture = "resnet18", .input = square(64)});
  TrainOptions options;
  options.batch_size = 4;
  options.device = "cpu";
  options.learning_rate = 1e10;
  Trainer trainer(graph, initial_weights(graph, 1), data, options);
  const EpochRecord result = trainer.run_epoch().value();
  EXPECT_FALSE(is_finite(result));
  EXPECT_EQ(result.epoch, 1);
}

INSTANTIATE_TEST_SUITE_P(Kinds, ResumedArchitectures,
                         ::testing::Values("resnet18", "mobilenet_v2", "shufflenet_v2_x0_5",
                                           "squeezenet1_1", "convnext_tiny"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace efs::train
