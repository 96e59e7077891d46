// What files put out besides decoded faces, and that their host comes to the same faces.
#include "onnx/face_outputs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <algorithm>

#include "device/runtimes/runtimes.h"
#include "graph/builder.h"
#include "onnx/host_decoding.h"
#include "onnx/reference.h"
#include "onnx/small_dense.h"
#include "support/message_of.h"
#include "support/temporary_file.h"

namespace efs::onnx {
namespace {

using graph::NodeId;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr ImageSize kInput{.width = 96, .height = 64};

OutputNetwork network_of(FaceOutputs outputs, const ImageSize& input = kInput) {
  const graph::Graph graph = small_dense_network(input);
  ModelInfo info;
  info.input = input;
  return network_for_outputs(outputs, graph, small_dense_weights(graph), info);
}

std::string file_of(const OutputNetwork& network) {
  return export_onnx(network.graph, network.weights,
                     {.metadata = to_metadata(network.info),
                      .output_name = "faces",
                      .outputs = network.outputs,
                      .any_extent = network.any_extent});
}

::onnx::ModelProto parse(const std::string& bytes) {
  ::onnx::ModelProto model;
  EXPECT_TRUE(model.ParseFromString(bytes));
  return model;
}

/// "score_8 1x1x8x12", ...
std::vector<std::string> outputs_of(const ::onnx::ModelProto& model) {
  std::vector<std::string> texts;
  for (const auto& output : model.graph().output()) {
    std::string text = output.name() + " ";
    for (const auto& dim : output.type().tensor_type().shape().dim()) {
      if (text.back() != ' ') text += "x";
      text += std::to_string(dim.dim_value());
    }
    texts.push_back(text);
  }
  return texts;
}

/// The rows to which the host of the file comes, as OpenCV runs it, against the network's by its
/// definition.
void expect_the_same_faces(FaceOutputs outputs, const std::vector<float>& file_input,
                           const std::vector<std::uint8_t>& pixels) {
  const graph::Graph graph = small_dense_network(kInput);
  const auto expected =
      run_reference(graph, small_dense_weights(graph), normalised(pixels, kInput));
  const TemporaryFile file("model.onnx", file_of(network_of(outputs)));
  const auto values = device::runtimes().front().load(file.path(), {})->run(file_input);
  const auto rows = decode_on_host(outputs, graph, values);
  ASSERT_EQ(rows.size(), expected.size());
  double lowest = 1.0, highest = 0.0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ASSERT_NEAR(rows[i], expected[i], 1e-5 * std::max(1.0F, std::abs(expected[i]))) << i;
    if (i % 5 == 4) lowest = std::min<double>(lowest, rows[i]);
    if (i % 5 == 4) highest = std::max<double>(highest, rows[i]);
  }
  EXPECT_LT(lowest, 0.2) << "the scores are all alike";
  EXPECT_GT(highest, 0.8);
}

TEST(FaceOutputs, RawFilesHoldTheMapsOfEachStride) {
  EXPECT_THAT(outputs_of(parse(file_of(network_of(FaceOutputs::kRaw)))),
              ElementsAre("score_8 1x1x8x12", "box_8 1x4x8x12", "score_16 1x1x4x6",
                          "box_16 1x4x4x6", "score_32 1x1x2x3", "box_32 1x4x2x3"));
  EXPECT_EQ(network_of(FaceOutputs::kRaw).info.outputs, "raw");
  EXPECT_EQ(network_of(FaceOutputs::kDecoded).info.outputs, "decoded");
}

TEST(FaceOutputs, RawFilesDecodeToTheSameFaces) {
  const auto pixels = noise_pixels(kInput);
  expect_the_same_faces(FaceOutputs::kRaw, normalised(pixels, kInput), pixels);
}

TEST(FaceOutputs, YunetFilesHoldTheTwelveOutputsOfFaceDetectorYN) {
  EXPECT_THAT(outputs_of(parse(file_of(network_of(FaceOutputs::kYunet)))),
              ElementsAre("cls_8 1x96x1", "cls_16 1x24x1", "cls_32 1x6x1", "obj_8 1x96x1",
                          "obj_16 1x24x1", "obj_32 1x6x1", "bbox_8 1x96x4", "bbox_16 1x24x4",
                          "bbox_32 1x6x4", "kps_8 1x96x10", "kps_16 1x24x10", "kps_32 1x6x10"));
}

// Noise up to the border: padding with black instead of the mean colour would show there.
TEST(FaceOutputs, YunetFilesTakeBytesInBgrAndDecodeToTheSameFaces) {
  const auto pixels = noise_pixels(kInput);
  expect_the_same_faces(FaceOutputs::kYunet, bgr_planes(pixels, kInput), pixels);
}

TEST(FaceOutputs, YunetsInputIsAsItsMetadataSay) {
  const ModelInfo info = network_of(FaceOutputs::kYunet).info;
  EXPECT_EQ(info.outputs, "yunet");
  EXPECT_EQ(info.colour_order, "BGR");
  for (std::size_t c = 0; c < 3; ++c) {
    // (x / 255 - mean) / deviation = x
    EXPECT_EQ(info.mean[c], 0.0);
    EXPECT_EQ(255.0 * info.standard_deviation[c], 1.0);
  }
}

TEST(FaceOutputs, YunetsLandmarksLieInTheMiddleOfTheBox) {
  const TemporaryFile file("model.onnx", file_of(network_of(FaceOutputs::kYunet)));
  const auto values = device::runtimes()
                          .front()
                          .load(file.path(), {})
                          ->run(bgr_planes(noise_pixels(kInput), kInput));
  const std::size_t cells = 96 + 24 + 6;
  ASSERT_EQ(values.size(), 16 * cells);
  for (std::size_t cell = 0; cell < cells; ++cell) {
    for (std::size_t i = 0; i < 10; ++i) {
      ASSERT_EQ(values[6 * cells + 10 * cell + i], values[2 * cells + 4 * cell + i % 2]);
    }
  }
}

// OpenCV goes by the picture, not by the declared shape, as FaceDetectorYN's users are used to.
TEST(FaceOutputs, NothingInAYunetFileDependsOnTheInputsSizeButTheDeclaredShapes) {
  auto small = parse(file_of(network_of(FaceOutputs::kYunet))).graph();
  auto large =
      parse(file_of(network_of(FaceOutputs::kYunet, {.width = 320, .height = 256}))).graph();
  for (auto* graph : {&small, &large}) {
    graph->clear_input();
    graph->clear_output();
  }
  EXPECT_EQ(small.SerializeAsString(), large.SerializeAsString());
}

TEST(FaceOutputs, OneTensorIsNotPutOutTwice) {
  OutputNetwork network = network_of(FaceOutputs::kRaw);
  network.outputs.push_back({.name = "again", .node = network.outputs.front().node});
  EXPECT_THAT(message_of([&] { file_of(network); }), HasSubstr("'again' is the same tensor"));
}

TEST(FaceOutputs, HalfPrecisionIsCastBack) {
  const OutputNetwork network = network_of(FaceOutputs::kYunet);
  const auto model =
      parse(export_onnx(network.graph, network.weights,
                        {.outputs = network.outputs, .format = NumberFormat::kFloat16}));
  EXPECT_EQ(std::ranges::count_if(model.graph().node(),
                                  [](const auto& node) { return node.op_type() == "Cast"; }),
            13);
  EXPECT_EQ(model.graph().output(0).type().tensor_type().elem_type(), ::onnx::TensorProto::FLOAT);
}

TEST(FaceOutputs, NetworksWithoutTheMapsAreRefused) {
  graph::Builder b(3, 8, 8);
  const graph::Graph box = b.finish(b.add("conv", graph::Conv2d{.out_channels = 4}, b.input()));
  for (const auto outputs : {FaceOutputs::kRaw, FaceOutputs::kYunet}) {
    EXPECT_THAT(message_of([&] { require_outputs(outputs, box); }), HasSubstr("(dense)"));
  }
  const graph::Graph two = small_dense_network(kInput, 16, 2);
  require_outputs(FaceOutputs::kRaw, two);
  EXPECT_THAT(message_of([&] { require_outputs(FaceOutputs::kYunet, two); }),
              HasSubstr("this network has 16, 32"));
  // As a backbone without padding: the maps end before the input does.
  auto nodes = small_dense_network(kInput).nodes();
  std::get<graph::DecodeFaces>(nodes.back().op).input_width = 100;
  const graph::Graph short_maps(nodes, static_cast<NodeId>(nodes.size()) - 1);
  require_outputs(FaceOutputs::kRaw, short_maps);
  EXPECT_THAT(message_of([&] { require_outputs(FaceOutputs::kYunet, short_maps); }),
              HasSubstr("an input of 100x64"));
  EXPECT_THAT(message_of([] { face_outputs_of("yunett"); }), HasSubstr("yunet"));
}

}  // namespace
}  // namespace efs::onnx
