#include "onnx/host_decoding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "onnx/small_dense.h"

namespace efs::onnx {
namespace {

using testing::ElementsAre;
using testing::FloatNear;
using testing::Pointwise;

// Two cells in a row. The second one's box: centre x (1 + 0.25) * 16 = 20, y (0 + 0.5) * 16 = 8,
// width 2 * 16, height 16, in an input of 32x16.
const std::vector<float> kSecondRow{4.0F / 32, 0.0F, 36.0F / 32, 1.0F, 0.5F};

std::vector<float> second_row(FaceOutputs outputs, const std::vector<float>& values) {
  const graph::Graph graph = small_dense_network({.width = 32, .height = 16}, 16, 1);
  const auto rows = decode_on_host(outputs, graph, values);
  EXPECT_EQ(rows.size(), 10U);
  return {rows.begin() + 5, rows.end()};
}

TEST(HostDecoding, FollowsTheDefinitionOfRawMaps) {
  const auto log2 = static_cast<float>(std::log(2.0));
  const std::vector<float> scores{9, 0};  // logits
  const std::vector<float> dx{9, 0.25F}, dy{9, 0.5F}, dw{1, log2}, dh{1, 0};
  std::vector<float> values;
  for (const auto& map : {scores, dx, dy, dw, dh}) {
    values.insert(values.end(), map.begin(), map.end());
  }
  EXPECT_THAT(second_row(FaceOutputs::kRaw, values), Pointwise(FloatNear(1e-6F), kSecondRow));
}

// Each output holds the maps of all images.
TEST(HostDecoding, TellsTheImagesOfARunApart) {
  const graph::Graph graph = small_dense_network({.width = 32, .height = 16}, 16, 1);
  std::vector<float> scores, boxes, expected;
  for (const float image : {0.0F, 1.0F, 2.0F}) {
    std::vector<float> values{image, -image};
    for (int i = 0; i < 8; ++i) values.push_back(0.1F * image + 0.01F * static_cast<float>(i));
    scores.insert(scores.end(), values.begin(), values.begin() + 2);
    boxes.insert(boxes.end(), values.begin() + 2, values.end());
    const auto rows = decode_on_host(FaceOutputs::kRaw, graph, values);
    expected.insert(expected.end(), rows.begin(), rows.end());
  }
  scores.insert(scores.end(), boxes.begin(), boxes.end());
  EXPECT_EQ(decode_on_host(FaceOutputs::kRaw, graph, scores, 3), expected);
  EXPECT_THROW(decode_on_host(FaceOutputs::kRaw, graph, scores, 2), Error);
}

TEST(HostDecoding, FollowsFaceDetectorYN) {
  const auto log2 = static_cast<float>(std::log(2.0));
  std::vector<float> values{0.9F, 0.25F, 0.9F, 1.0F};  // cls, obj; the score is sqrt(0.25 * 1)
  for (const float value : {9.0F, 9.0F, 1.0F, 1.0F, 0.25F, 0.5F, log2, 0.0F}) {
    values.push_back(value);
  }
  values.resize(2 * 16);  // landmarks
  EXPECT_THAT(second_row(FaceOutputs::kYunet, values), Pointwise(FloatNear(1e-6F), kSecondRow));
}

TEST(HostDecoding, LeavesDecodedFacesAsTheyAreAndRefusesAnotherNumberOfValues) {
  const graph::Graph graph = small_dense_network({.width = 32, .height = 16}, 16, 1);
  EXPECT_THAT(decode_on_host(FaceOutputs::kDecoded, graph, std::vector<float>{1, 2}),
              ElementsAre(1, 2));
  EXPECT_THROW(decode_on_host(FaceOutputs::kRaw, graph, std::vector<float>(11)), Error);
  EXPECT_THROW(decode_on_host(FaceOutputs::kYunet, graph, std::vector<float>(10)), Error);
}

}  // namespace
}  // namespace efs::onnx
