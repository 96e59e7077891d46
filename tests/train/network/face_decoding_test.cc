#include "train/network/face_decoding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "graph/builder.h"
#include "train/network/torch_network.h"

namespace efs::train {
namespace {

using graph::NodeId;
using torch::Tensor;

// An input of 40 x 20 pixels: a row of two cells of 16 pixels, then a cell of 32.
const graph::DecodeFaces kDecode{
    .input_height = 20, .input_width = 40, .levels = {{16, 1, 2}, {32, 1, 1}}};
const float kLn2 = std::log(2.0F);
const float kLn3 = std::log(3.0F);

Tensor scores() { return torch::tensor({{{-kLn3, 0.0F, kLn3}}}); }
Tensor boxes() {
  return torch::tensor({{{0.0F, 0.5F, 0.0F},             // dx
                         {0.0F, 0.25F, 1.0F},            // dy
                         {0.0F, kLn2, -kLn2},            // dw
                         {0.0F, 0.0F, -2.0F * kLn2}}});  // dh
}

// In pixels: 16 x 16 around (0, 0), 32 x 16 around (24, 4), 16 x 8 around (0, 32).
Tensor boxes_by_hand() {
  return torch::tensor(
      {{{-0.2F, -0.4F, 0.2F, 0.4F}, {0.2F, -0.2F, 1.0F, 0.6F}, {-0.2F, 1.4F, 0.2F, 1.8F}}});
}

TEST(FaceDecoding, GivesTheBoxesOfTheFormula) {
  const Tensor faces = decode_faces(face_decoding(kDecode, torch::kCPU), scores(), boxes(), false);
  ASSERT_EQ(faces.sizes(), (std::vector<std::int64_t>{1, 3, 5}));
  EXPECT_LT((faces.narrow(2, 0, 4) - boxes_by_hand()).abs().max().item<float>(), 1e-6F);
  EXPECT_TRUE(torch::allclose(faces.select(2, 4), torch::tensor({{0.25F, 0.5F, 0.75F}})));
}

TEST(FaceDecoding, KeepsLogitsInTraining) {
  const Tensor faces = decode_faces(face_decoding(kDecode, torch::kCPU), scores(), boxes(), true);
  EXPECT_LT((faces.narrow(2, 0, 4) - boxes_by_hand()).abs().max().item<float>(), 1e-6F);
  EXPECT_TRUE(torch::equal(faces.select(2, 4), scores().squeeze(0)));
}

TEST(FaceDecoding, CutsAHugeBoxInTraining) {
  const FaceDecoding decoding = face_decoding(kDecode, torch::kCPU);
  Tensor huge = boxes();
  huge[0][2].fill_(1000.0F);
  huge.requires_grad_(true);
  const Tensor faces = decode_faces(decoding, scores(), huge, true);
  const Tensor widths = faces.select(2, 2) - faces.select(2, 0);
  EXPECT_TRUE(torch::allclose(widths, torch::full({1, 3}, 2.0F))) << widths;  // 80 of 40 pixels
  faces.square().sum().backward();
  EXPECT_TRUE(huge.grad().isfinite().all().item<bool>());
  EXPECT_TRUE(decode_faces(decoding, scores(), huge, false).isinf().any().item<bool>());
}

/// Two maps, their cells joined and decoded.
graph::Graph small_detector() {
  graph::Builder b(5, 2, 4);
  std::vector<NodeId> score_maps, box_maps;
  for (const NodeId map : {b.input(), b.add("coarse", graph::Pool2d{}, b.input())}) {
    const std::string name = std::to_string(map);
    score_maps.push_back(b.add("score" + name, graph::SliceChannels{0, 1}, map));
    box_maps.push_back(b.add("box" + name, graph::SliceChannels{1, 5}, map));
  }
  const NodeId all_scores = b.add("scores", graph::ConcatCells{}, score_maps);
  const NodeId all_boxes = b.add("boxes", graph::ConcatCells{}, box_maps);
  const graph::DecodeFaces decode{
      .input_height = 16, .input_width = 32, .levels = {{8, 2, 4}, {16, 1, 2}}};
  return b.finish(b.add("faces", decode, {all_scores, all_boxes}));
}

// Each cell of a batch in channels_last, against the formula and torch's own pooling.
TEST(FaceDecoding, OfANetworkReadsItsMapsRowByRow) {
  TorchNetwork network(small_detector(), {}, torch::kCPU);
  torch::manual_seed(5);
  const Tensor input = torch::rand({3, 5, 2, 4});  // below what training cuts
  const torch::NoGradGuard no_grad;
  const auto expected = [](const Tensor& map, std::int64_t row, std::int64_t column, int stride,
                           Mode mode) {
    const Tensor values = map.select(2, row).select(2, column);  // [3,5]
    const Tensor input_sides = torch::tensor({32.0F, 16.0F});
    const Tensor cell = torch::tensor({static_cast<float>(column), static_cast<float>(row)});
    const Tensor centre = (cell + values.narrow(1, 1, 2)) * stride / input_sides;
    const Tensor sides = values.narrow(1, 3, 2).exp() * stride / input_sides;
    const Tensor logit = values.narrow(1, 0, 1);
    return torch::cat({centre - sides / 2, centre + sides / 2,
                       mode == Mode::kTrain ? logit : torch::sigmoid(logit)},
                      1);
  };
  for (const Mode mode : {Mode::kTrain, Mode::kEvaluate}) {
    const Tensor faces = network.forward(input.contiguous(at::MemoryFormat::ChannelsLast), mode);
    ASSERT_EQ(faces.sizes(), (std::vector<std::int64_t>{3, 10, 5}));
    for (std::int64_t i = 0; i < 8; ++i) {
      EXPECT_TRUE(torch::allclose(faces.select(1, i), expected(input, i / 4, i % 4, 8, mode))) << i;
    }
    const Tensor coarse = torch::max_pool2d(input, {2, 2});
    for (std::int64_t i = 0; i < 2; ++i) {
      EXPECT_TRUE(torch::allclose(faces.select(1, 8 + i), expected(coarse, 0, i, 16, mode))) << i;
    }
  }
}

}  // namespace
}  // namespace efs::train
