// Every operator, exported and run by OpenCV, gives what its definition gives.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "graph/builder.h"
#include "onnx/opencv_run.h"
#include "onnx/reference.h"

namespace efs::onnx {
namespace {

using graph::ActivationKind;
using graph::Builder;
using graph::NodeId;
using graph::Op;
using graph::PoolKind;

struct Case {
  std::string name;
  int channels;
  int height;
  int width;
  std::function<NodeId(Builder&)> build;
};

Case single(std::string name, Op op, int channels = 8, int height = 6, int width = 7) {
  return {std::move(name), channels, height, width,
          [op](Builder& builder) { return builder.add("layer", op, builder.input()); }};
}

std::vector<Case> activation_cases() {
  std::vector<Case> cases;
  for (const auto& [name, kind] : std::vector<std::pair<std::string, ActivationKind>>{
           {"relu", ActivationKind::kRelu},
           {"relu6", ActivationKind::kRelu6},
           {"hardswish", ActivationKind::kHardswish},
           {"hardsigmoid", ActivationKind::kHardsigmoid},
           {"sigmoid", ActivationKind::kSigmoid},
           {"silu", ActivationKind::kSilu},
           {"gelu", ActivationKind::kGelu}}) {
    cases.push_back(single(name, graph::Activation{kind}));
    cases.push_back({name + "_behind_linear", 3, 2, 2,
                     [activation = graph::Activation{kind}](Builder& builder) {
                       const NodeId flat = builder.add("flat", graph::Flatten{}, builder.input());
                       const NodeId linear =
                           builder.add("fc", graph::Linear{.out_features = 5}, flat);
                       return builder.add("activation", activation, linear);
                     }});
  }
  return cases;
}

std::vector<Case> convolution_cases() {
  return {
      single("conv_pointwise", graph::Conv2d{.out_channels = 4}),
      single("conv_3x3_stride_2",
             graph::Conv2d{
                 .out_channels = 4, .kernel_h = 3, .kernel_w = 3, .stride = 2, .padding = 1}),
      single("conv_3x1", graph::Conv2d{.out_channels = 4, .kernel_h = 3, .kernel_w = 1}),
      single("conv_dilated",
             graph::Conv2d{
                 .out_channels = 4, .kernel_h = 3, .kernel_w = 3, .padding = 2, .dilation = 2}),
      single("conv_grouped", graph::Conv2d{.out_channels = 4,
                                           .kernel_h = 3,
                                           .kernel_w = 3,
                                           .padding = 1,
                                           .groups = 2,
                                           .bias = false}),
      single("conv_depthwise",
             graph::Conv2d{
                 .out_channels = 8, .kernel_h = 5, .kernel_w = 5, .padding = 2, .groups = 8}),
      single("conv_linear_weight", graph::Conv2d{.out_channels = 12, .linear_weight = true}),
  };
}

Case pool(const std::string& name, graph::Pool2d op, int height, int width) {
  return single(name, op, 8, height, width);
}

std::vector<Case> pooling_cases() {
  return {
      pool("max_3_2_floor", {PoolKind::kMax, 3, 2, 0, false}, 6, 8),
      pool("max_3_2_ceil", {PoolKind::kMax, 3, 2, 0, true}, 6, 8),
      pool("max_3_2_ceil_exact", {PoolKind::kMax, 3, 2, 0, true}, 7, 9),
      pool("max_3_2_padded", {PoolKind::kMax, 3, 2, 1, false}, 6, 7),
      pool("max_2_2_odd", {PoolKind::kMax, 2, 2, 0, false}, 7, 7),
      pool("average_2_2", {PoolKind::kAverage, 2, 2, 0, false}, 6, 6),
      pool("average_2_2_odd", {PoolKind::kAverage, 2, 2, 0, false}, 7, 7),
      pool("average_2_2_ceil", {PoolKind::kAverage, 2, 2, 0, true}, 7, 7),
      single("global_average", graph::GlobalAveragePool{}),
  };
}

std::vector<Case> normalisation_cases() {
  return {
      single("batch_norm_alone", graph::BatchNorm2d{}),
      single("layer_norm", graph::LayerNorm2d{}),
      single("channel_scale_alone", graph::ChannelScale{}),
      {"densenet_layer", 8, 6, 6,
       [](Builder& b) {
         NodeId x = b.add("norm1", graph::BatchNorm2d{}, b.input());
         x = b.add("relu1", graph::Activation{}, x);
         x = b.add("conv1", graph::Conv2d{.out_channels = 6, .bias = false}, x);
         x = b.add("norm2", graph::BatchNorm2d{.epsilon = 1e-3}, x);
         x = b.add("relu2", graph::Activation{}, x);
         return b.add("concat", graph::Concat{}, std::vector<NodeId>{b.input(), x});
       }},
      {"convnext_tail", 4, 5, 5,
       [](Builder& b) {
         NodeId x =
             b.add("conv", graph::Conv2d{.out_channels = 4, .linear_weight = true}, b.input());
         x = b.add("layer_scale", graph::ChannelScale{}, x);
         x = b.add("depth", graph::StochasticDepth{0.1}, x);
         return b.add("sum", graph::Add{}, std::vector<NodeId>{b.input(), x});
       }},
  };
}

Case squeeze_excitation(std::string name, ActivationKind inner, ActivationKind gate) {
  return {std::move(name), 8, 5, 6, [inner, gate](Builder& b) {
            NodeId x = b.add("pool", graph::GlobalAveragePool{}, b.input());
            x = b.add("fc1", graph::Conv2d{.out_channels = 2}, x);
            x = b.add("inner", graph::Activation{inner}, x);
            x = b.add("fc2", graph::Conv2d{.out_channels = 8}, x);
            x = b.add("gate", graph::Activation{gate}, x);
            return b.add("product", graph::Multiply{}, std::vector<NodeId>{b.input(), x});
          }};
}

std::vector<Case> structure_cases() {
  return {
      single("slice_front", graph::SliceChannels{0, 3}),
      single("slice_back", graph::SliceChannels{5, 8}),
      single("shuffle_2", graph::ChannelShuffle{2}),
      single("shuffle_4", graph::ChannelShuffle{4}),
      {"add_three", 4, 3, 3,
       [](Builder& b) {
         const NodeId a = b.add("relu", graph::Activation{}, b.input());
         return b.add("sum", graph::Add{}, std::vector<NodeId>{b.input(), a, a});
       }},
      {"multiply_equal_shapes", 4, 3, 3,
       [](Builder& b) {
         const NodeId a = b.add("gate", graph::Activation{ActivationKind::kSigmoid}, b.input());
         return b.add("product", graph::Multiply{}, std::vector<NodeId>{b.input(), a});
       }},
      squeeze_excitation("squeeze_excitation_hardsigmoid", ActivationKind::kRelu,
                         ActivationKind::kHardsigmoid),
      squeeze_excitation("squeeze_excitation_sigmoid", ActivationKind::kSilu,
                         ActivationKind::kSigmoid),
      {"dropout_is_nothing", 8, 3, 3,
       [](Builder& b) {
         NodeId x = b.add("flat", graph::Flatten{}, b.input());
         x = b.add("drop", graph::Dropout{0.5}, x);
         x = b.add("fc", graph::Linear{.out_features = 4, .bias = false}, x);
         return b.add("drop2", graph::Dropout{0.5}, x);
       }},
      {"relu6_between_convolutions", 4, 6, 6,
       [](Builder& b) {
         NodeId x = b.add("conv1", graph::Conv2d{.out_channels = 6}, b.input());
         x = b.add("relu6", graph::Activation{ActivationKind::kRelu6}, x);
         x = b.add("conv2",
                   graph::Conv2d{.out_channels = 6,
                                 .kernel_h = 3,
                                 .kernel_w = 3,
                                 .padding = 1,
                                 .groups = 6,
                                 .bias = false},
                   x);
         x = b.add("norm", graph::BatchNorm2d{}, x);
         return b.add("relu6_2", graph::Activation{ActivationKind::kRelu6}, x);
       }},
      {"relu6_beside_another_reader", 4, 6, 6,
       [](Builder& b) {
         const NodeId x = b.add("conv", graph::Conv2d{.out_channels = 4}, b.input());
         const NodeId y = b.add("relu6", graph::Activation{ActivationKind::kRelu6}, x);
         return b.add("sum", graph::Add{}, std::vector<NodeId>{x, y});
       }},
      {"relu6_read_by_a_sum_too", 4, 6, 6,
       [](Builder& b) {
         NodeId x = b.add("relu6", graph::Activation{ActivationKind::kRelu6}, b.input());
         const NodeId y = b.add("conv", graph::Conv2d{.out_channels = 4}, x);
         return b.add("sum", graph::Add{}, std::vector<NodeId>{x, y});
       }},
  };
}

std::vector<Case> spatial_cases() {
  return {
      single("spatial_softmax", graph::SpatialSoftmax{}),
      single("spatial_softmax_one_position", graph::SpatialSoftmax{}, 8, 1, 1),
      single("add_coordinates", graph::AddCoordinates{}, 4),
      single("add_coordinates_one_position", graph::AddCoordinates{}, 4, 1, 1),
      single("spatial_sum", graph::SpatialSum{}),
      single("spatial_sum_one_position", graph::SpatialSum{}, 8, 1, 1),
      single("upsample_2x", graph::Upsample2x{}),
      single("upsample_2x_one_position", graph::Upsample2x{}, 8, 1, 1),
      {"soft_argmax", 4, 5, 6,
       [](Builder& b) {
         const NodeId heat = b.add("heat", graph::Conv2d{.out_channels = 4}, b.input());
         const NodeId softmax = b.add("softmax", graph::SpatialSoftmax{}, heat);
         const NodeId offset = b.add("offset", graph::Conv2d{.out_channels = 4}, b.input());
         const NodeId place = b.add("place", graph::AddCoordinates{}, offset);
         NodeId x = b.add("weighed", graph::Multiply{}, std::vector<NodeId>{softmax, place});
         x = b.add("sum", graph::SpatialSum{}, x);
         return b.add("box", graph::Flatten{}, x);
       }},
      {"one_map_four_times", 4, 5, 6,
       [](Builder& b) {
         const NodeId heat = b.add("heat", graph::Conv2d{.out_channels = 1}, b.input());
         const NodeId softmax = b.add("softmax", graph::SpatialSoftmax{}, heat);
         const NodeId four = b.add("four", graph::Concat{}, std::vector<NodeId>(4, softmax));
         return b.add("weighed", graph::Multiply{}, std::vector<NodeId>{four, b.input()});
       }},
      {"vectors_joined", 4, 2, 2,
       [](Builder& b) {
         const NodeId flat = b.add("flat", graph::Flatten{}, b.input());
         const NodeId first = b.add("first", graph::Linear{.out_features = 3}, flat);
         const NodeId second = b.add("second", graph::Linear{.out_features = 2}, flat);
         return b.add("join", graph::Concat{}, std::vector<NodeId>{second, first});
       }},
      {"merge_with_a_coarser_map", 4, 6, 8,
       [](Builder& b) {
         NodeId x = b.add("pool", graph::Pool2d{}, b.input());
         x = b.add("coarse", graph::Conv2d{.out_channels = 3}, x);
         x = b.add("upsample", graph::Upsample2x{}, x);
         const NodeId fine = b.add("fine", graph::Conv2d{.out_channels = 3}, b.input());
         x = b.add("sum", graph::Add{}, std::vector<NodeId>{fine, x});
         return b.add("relu", graph::Activation{}, x);
       }},
  };
}

/// Two maps, joined and decoded as those of a dense head are. From 0 to 1, so that no box is much
/// larger than the others, beside which a small one would not be compared.
NodeId decoded_faces(Builder& b) {
  const NodeId fine = b.add("fine", graph::Activation{ActivationKind::kSigmoid}, b.input());
  const NodeId coarse = b.add("coarse", graph::Pool2d{}, fine);
  const auto joined = [&](const std::string& name, int begin, int end) {
    std::vector<NodeId> maps;
    for (const NodeId map : {fine, coarse}) {
      maps.push_back(b.add(name + std::to_string(map), graph::SliceChannels{begin, end}, map));
    }
    return b.add(name, graph::ConcatCells{}, maps);
  };
  const graph::DecodeFaces decode{
      .input_height = 32, .input_width = 48, .levels = {{8, 4, 6}, {16, 2, 3}}};
  const NodeId scores = joined("scores", 0, 1);
  return b.add("faces", decode, std::vector<NodeId>{scores, joined("boxes", 1, 5)});
}

std::vector<Case> face_cases() {
  return {
      single("concat_cells_of_one_map", graph::ConcatCells{}, 4),
      {"concat_cells", 4, 4, 6,
       [](Builder& b) {
         const NodeId halved = b.add("pool", graph::Pool2d{}, b.input());
         return b.add("cells", graph::ConcatCells{}, std::vector<NodeId>{b.input(), halved});
       }},
      {"decode_faces", 5, 4, 6, decoded_faces},
      {"one_convolution_of_two_maps", 4, 4, 6,
       [](Builder& b) {
         std::vector<NodeId> cells;
         for (const NodeId map : {b.input(), b.add("pool", graph::Pool2d{}, b.input())}) {
           const std::string name = "map" + std::to_string(map);
           const NodeId conv = b.add(name, graph::Conv2d{.out_channels = 3, .bias = false}, map);
           b.name_parameters(conv, "shared");
           cells.push_back(b.add(name + ".norm", graph::BatchNorm2d{}, conv));
         }
         return b.add("cells", graph::ConcatCells{}, cells);
       }},
  };
}

class OpExport : public testing::TestWithParam<Case> {};

TEST_P(OpExport, ComputesTheDefinition) {
  const Case& test = GetParam();
  Builder builder(test.channels, test.height, test.width);
  const NodeId output = test.build(builder);
  const graph::Graph graph = builder.finish(output);
  const graph::Weights weights = spread_weights(graph);
  // Up to 9, so that ReLU6's upper limit is reached.
  std::vector<float> input =
      spread_values(static_cast<std::size_t>(test.channels * test.height * test.width));
  for (float& value : input) value *= 3.0F;
  const std::vector<float> expected = run_reference(graph, weights, input);
  const std::vector<float> actual = run_in_opencv(graph, weights, input);
  ASSERT_EQ(actual.size(), expected.size());
  float largest = 1.0F;
  for (float value : expected) largest = std::max(largest, std::abs(value));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    ASSERT_NEAR(actual[i], expected[i], 1e-5F * largest) << "at " << i;
  }
}

std::string case_name(const testing::TestParamInfo<Case>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Activations, OpExport, testing::ValuesIn(activation_cases()), case_name);
INSTANTIATE_TEST_SUITE_P(Convolutions, OpExport, testing::ValuesIn(convolution_cases()), case_name);
INSTANTIATE_TEST_SUITE_P(Pooling, OpExport, testing::ValuesIn(pooling_cases()), case_name);
INSTANTIATE_TEST_SUITE_P(Normalisation, OpExport, testing::ValuesIn(normalisation_cases()),
                         case_name);
INSTANTIATE_TEST_SUITE_P(Spatial, OpExport, testing::ValuesIn(spatial_cases()), case_name);
INSTANTIATE_TEST_SUITE_P(Faces, OpExport, testing::ValuesIn(face_cases()), case_name);
INSTANTIATE_TEST_SUITE_P(Structure, OpExport, testing::ValuesIn(structure_cases()), case_name);

}  // namespace
}  // namespace efs::onnx
