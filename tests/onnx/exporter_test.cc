// What the file says, and what the exporter refuses.
#include "onnx/exporter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "core/error.h"
#include "graph/builder.h"
#include "onnx/opencv_run.h"

namespace efs::onnx {
namespace {

using graph::Builder;
using graph::NodeId;
using testing::ElementsAre;
using testing::HasSubstr;

/// conv -> batch-norm -> ReLU6 -> dropout -> conv, and a branch that leads nowhere.
graph::Graph small_network() {
  Builder b(3, 8, 8);
  NodeId x = b.add("conv1", graph::Conv2d{.out_channels = 4, .bias = false}, b.input());
  x = b.add("bn1", graph::BatchNorm2d{}, x);
  x = b.add("relu", graph::Activation{graph::ActivationKind::kRelu6}, x);
  x = b.add("drop", graph::Dropout{0.5}, x);
  b.add("unused", graph::Activation{}, x);
  return b.finish(b.add("conv2", graph::Conv2d{.out_channels = 2}, x));
}

::onnx::ModelProto parse(const std::string& bytes) {
  ::onnx::ModelProto model;
  EXPECT_TRUE(model.ParseFromString(bytes));
  return model;
}

std::vector<std::string> op_types(const ::onnx::ModelProto& model) {
  std::vector<std::string> types;
  for (const auto& node : model.graph().node()) types.push_back(node.op_type());
  return types;
}

/// "8x3x64x64", "batchx3x64x64".
std::string shape_text(const ::onnx::ValueInfoProto& info) {
  std::string text;
  for (const auto& dim : info.type().tensor_type().shape().dim()) {
    text += text.empty() ? "" : "x";
    text += dim.dim_param().empty() ? std::to_string(dim.dim_value()) : dim.dim_param();
  }
  return text;
}

std::vector<std::int64_t> dimensions(const ::onnx::ValueInfoProto& info) {
  std::vector<std::int64_t> result;
  for (const auto& dim : info.type().tensor_type().shape().dim()) result.push_back(dim.dim_value());
  return result;
}

std::string refusal(const graph::Graph& graph, const graph::Weights& weights) {
  try {
    export_onnx(graph, weights, {});
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was refused";
}

TEST(Exporter, WritesTheContractOfTheDesign) {
  const graph::Graph graph = small_network();
  const ::onnx::ModelProto model = parse(
      export_onnx(graph, spread_weights(graph), {.metadata = {{"efs.b", "2"}, {"efs.a", "1"}}}));
  EXPECT_EQ(model.opset_import(0).version(), 13);
  EXPECT_EQ(model.ir_version(), 7);
  EXPECT_EQ(model.graph().input(0).name(), "input");
  EXPECT_THAT(dimensions(model.graph().input(0)), ElementsAre(1, 3, 8, 8));
  EXPECT_EQ(model.graph().output(0).name(), "box");
  EXPECT_THAT(dimensions(model.graph().output(0)), ElementsAre(1, 2, 8, 8));
  ASSERT_EQ(model.metadata_props_size(), 2);
  EXPECT_EQ(model.metadata_props(0).key(), "efs.a");
  EXPECT_EQ(model.metadata_props(1).value(), "2");
}

TEST(Exporter, StatesTheBatchInInputAndOutput) {
  const graph::Graph graph = small_network();
  for (const auto& [batch, text] :
       {std::pair(Batch{.size = 8}, "8"), {Batch{.size = std::nullopt}, "batch"}}) {
    const ::onnx::ModelProto model =
        parse(export_onnx(graph, spread_weights(graph), {.batch = batch}));
    EXPECT_EQ(shape_text(model.graph().input(0)), std::string(text) + "x3x8x8");
    EXPECT_EQ(shape_text(model.graph().output(0)), std::string(text) + "x2x8x8");
  }
}

/// The constant of the one Reshape in front of the softmax.
std::vector<std::int64_t> reshaped_to(const Batch& batch) {
  Builder b(3, 4, 4);
  const graph::Graph graph = b.finish(b.add("softmax", graph::SpatialSoftmax{}, b.input()));
  const ::onnx::ModelProto model = parse(export_onnx(graph, {}, {.batch = batch}));
  const std::string& bytes = model.graph().initializer(0).raw_data();
  std::vector<std::int64_t> values(bytes.size() / sizeof(std::int64_t));
  std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

TEST(Exporter, KeepsTheBatchInAReshape) {
  EXPECT_THAT(reshaped_to({}), ElementsAre(1, 3, 16));
  EXPECT_THAT(reshaped_to({.size = 8}), ElementsAre(8, 3, 16));
  EXPECT_THAT(reshaped_to({.size = std::nullopt}), ElementsAre(0, 3, 16));
}

TEST(Exporter, RefusesABatchWithAnyExtent) {
  const graph::Graph graph = small_network();
  EXPECT_THROW(
      export_onnx(graph, spread_weights(graph), {.any_extent = true, .batch = {.size = 2}}), Error);
}

TEST(Exporter, WritesFloat16BetweenAFloat32InputAndOutput) {
  const graph::Graph graph = small_network();
  const auto weights = spread_weights(graph);
  const std::string bytes = export_onnx(graph, weights, {.format = NumberFormat::kFloat16});
  const ::onnx::ModelProto model = parse(bytes);
  for (const auto* info : {&model.graph().input(0), &model.graph().output(0)}) {
    EXPECT_EQ(info->type().tensor_type().elem_type(), ::onnx::TensorProto::FLOAT);
  }
  for (const auto& tensor : model.graph().initializer()) {
    EXPECT_EQ(tensor.data_type(), ::onnx::TensorProto::FLOAT16) << tensor.name();
  }
  EXPECT_EQ(op_types(model).front(), "Cast");
  EXPECT_EQ(op_types(model).back(), "Cast");
}

// QDQ: integers stand in the file, and float32 operators between DequantizeLinear and
// QuantizeLinear.
TEST(Exporter, WritesInt8AsRoundingAroundTheOperators) {
  const graph::Graph graph = small_network();
  const ::onnx::ModelProto model = parse(export_onnx(
      graph, spread_weights(graph),
      {.format = NumberFormat::kInt8, .ranges = ActivationRanges(graph.nodes().size(), 1.0F)}));
  EXPECT_THAT(op_types(model),
              ElementsAre("QuantizeLinear", "DequantizeLinear",  // the input
                          "DequantizeLinear", "DequantizeLinear", "Conv", "Relu", "QuantizeLinear",
                          "DequantizeLinear",  // what conv2 reads
                          "DequantizeLinear", "DequantizeLinear", "Conv"));
  for (const auto& tensor : model.graph().initializer()) {
    if (tensor.name() == "conv1.weight") EXPECT_EQ(tensor.data_type(), ::onnx::TensorProto::INT8);
    if (tensor.name() == "conv1.bias") EXPECT_EQ(tensor.data_type(), ::onnx::TensorProto::INT32);
  }
}

TEST(Exporter, RefusesAConstantThatFloat16CannotHold) {
  const graph::Graph graph = small_network();
  auto weights = spread_weights(graph);
  weights.at("conv2.weight").values[0] = 1e6F;
  try {
    export_onnx(graph, weights, {.format = NumberFormat::kFloat16});
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("'conv2.weight' holds"));
  }
}

TEST(Exporter, FoldsAndDropsWhatInferenceDoesNotNeed) {
  const graph::Graph graph = small_network();
  const ::onnx::ModelProto model = parse(export_onnx(graph, spread_weights(graph), {}));
  // conv1 computes 6 - x, so the ReLU6 needs three nodes, not four.
  EXPECT_THAT(op_types(model), ElementsAre("Conv", "Relu", "Sub", "Relu", "Conv"));
}

TEST(Exporter, KeepsABatchNormWhoseConvolutionIsReadTwice) {
  Builder b(3, 4, 4);
  const NodeId conv = b.add("conv", graph::Conv2d{.out_channels = 3}, b.input());
  const NodeId norm = b.add("norm", graph::BatchNorm2d{}, conv);
  const graph::Graph graph = b.finish(b.add("sum", graph::Add{}, std::vector<NodeId>{conv, norm}));
  const ::onnx::ModelProto model = parse(export_onnx(graph, spread_weights(graph), {}));
  EXPECT_THAT(op_types(model), ElementsAre("Conv", "BatchNormalization", "Add"));
}

TEST(Exporter, FoldsNothingThatIsReadTwiceBehindADropout) {
  // norm1's value leaves through the dropout and directly; only norm1 itself may be folded.
  Builder b(3, 4, 4);
  NodeId x = b.add("conv", graph::Conv2d{.out_channels = 3}, b.input());
  const NodeId norm1 = b.add("norm1", graph::BatchNorm2d{}, x);
  x = b.add("drop", graph::Dropout{0.5}, norm1);
  x = b.add("norm2", graph::BatchNorm2d{}, x);
  const graph::Graph graph = b.finish(b.add("sum", graph::Add{}, std::vector<NodeId>{norm1, x}));
  const ::onnx::ModelProto model = parse(export_onnx(graph, spread_weights(graph), {}));
  EXPECT_THAT(op_types(model), ElementsAre("Conv", "BatchNormalization", "Add"));
}

TEST(Exporter, GivesTheSameBytesForTheSameNetwork) {
  const graph::Graph graph = small_network();
  const graph::Weights weights = spread_weights(graph);
  const ExportOptions options{.metadata = {{"efs.class", "face"}}};
  EXPECT_EQ(export_onnx(graph, weights, options), export_onnx(graph, weights, options));
}

TEST(Exporter, ListsEveryMissingAndWrongWeight) {
  const graph::Graph graph = small_network();
  graph::Weights weights = spread_weights(graph);
  weights.erase("conv1.weight");
  weights.erase("bn1.running_var");
  weights["conv2.bias"] = {{3}, {1, 2, 3}};
  weights["bn1.bias"].values.pop_back();
  weights["bn1.weight"].values[1] = std::numeric_limits<float>::quiet_NaN();
  const std::string message = refusal(graph, weights);
  EXPECT_THAT(message, HasSubstr("5 fault(s)"));
  EXPECT_THAT(message, HasSubstr("missing: conv1.weight [4,3,1,1]"));
  EXPECT_THAT(message, HasSubstr("missing: bn1.running_var [4]"));
  EXPECT_THAT(message, HasSubstr("shape: conv2.bias is [3], the network needs [2]"));
  EXPECT_THAT(message, HasSubstr("size: bn1.bias holds 3 values"));
  EXPECT_THAT(message, HasSubstr("value: bn1.weight holds a NaN"));
}

TEST(Exporter, RefusesANetworkWithoutLayers) {
  Builder b(3, 4, 4);
  const graph::Graph graph = b.finish(b.input());
  EXPECT_THAT(refusal(graph, {}), HasSubstr("output is its input"));
}

TEST(Exporter, RefusesPaddedAveragePooling) {
  Builder b(3, 4, 4);
  const graph::Graph graph =
      b.finish(b.add("pool", graph::Pool2d{graph::PoolKind::kAverage, 3, 2, 1, false}, b.input()));
  EXPECT_THAT(refusal(graph, {}), HasSubstr("layer 'pool': average pooling with padding"));
}

TEST(Exporter, RefusesTwoTensorsOfOneName) {
  Builder b(3, 4, 4);
  const graph::Graph graph = b.finish(b.add("relu", graph::Activation{}, b.input()));
  EXPECT_THROW(export_onnx(graph, {}, {.metadata = {}, .output_name = "input"}), Error);
}

}  // namespace
}  // namespace efs::onnx
