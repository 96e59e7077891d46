#include "graph/shape_inference.h"

#include <gmock/gmock.h>

#include <optional>

#include "core/error.h"

namespace efs::graph {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

Shape infer(const Op& op, const std::vector<Shape>& inputs) {
  return infer_shape("block.layer", op, inputs);
}

/// The Error names the layer, its input shapes and the broken rule.
void expect_refused(const Op& op, const std::vector<Shape>& inputs, const std::string& rule) {
  EXPECT_THAT([&] { infer(op, inputs); },
              ThrowsMessage<Error>(AllOf(
                  HasSubstr("layer 'block.layer' (" + op_name(op)),
                  HasSubstr(inputs.empty() ? "no input" : to_string(inputs[0])), HasSubstr(rule))));
}

// floor((in + 2 padding - dilation (kernel - 1) - 1) / stride) + 1, PyTorch's documentation of
// Conv2d.
TEST(ShapeInference, ConvolutionFollowsPyTorch) {
  EXPECT_THAT(
      infer(Conv2d{.out_channels = 64, .kernel_h = 7, .kernel_w = 7, .stride = 2, .padding = 3},
            {{3, 224, 224}}),
      ElementsAre(64, 112, 112));
  EXPECT_THAT(
      infer(Conv2d{.out_channels = 64, .kernel_h = 11, .kernel_w = 11, .stride = 4, .padding = 2},
            {{3, 224, 224}}),
      ElementsAre(64, 55, 55));
  EXPECT_THAT(
      infer(Conv2d{.out_channels = 8, .kernel_h = 3, .kernel_w = 3, .dilation = 2}, {{4, 9, 7}}),
      ElementsAre(8, 5, 3));
  EXPECT_THAT(infer(Conv2d{.out_channels = 8, .kernel_h = 1, .kernel_w = 5}, {{4, 9, 7}}),
              ElementsAre(8, 9, 3));
}

TEST(ShapeInference, ConvolutionRefusesWhatDoesNotFit) {
  expect_refused(Conv2d{.out_channels = 8, .kernel_h = 5, .kernel_w = 5}, {{3, 4, 4}},
                 "kernel does not fit the padded input; use a larger input image");
  expect_refused(Conv2d{.out_channels = 8, .groups = 2}, {{3, 4, 4}}, "multiples of the groups");
  expect_refused(Conv2d{.out_channels = 9, .groups = 2}, {{4, 4, 4}}, "multiples of the groups");
  expect_refused(Conv2d{.out_channels = 0}, {{4, 4, 4}}, "must be positive");
  expect_refused(Conv2d{.out_channels = 8, .stride = 0}, {{4, 4, 4}}, "must be positive");
  expect_refused(Conv2d{.out_channels = 8, .groups = 0}, {{4, 4, 4}}, "must be positive");
  expect_refused(Conv2d{.out_channels = 8, .kernel_h = 3, .kernel_w = 3, .linear_weight = true},
                 {{4, 4, 4}}, "1x1 kernel");
  expect_refused(Conv2d{.out_channels = 8}, {{16}}, "must be a feature map");
  expect_refused(Conv2d{.out_channels = 8}, {}, "1 input(s) are needed, 0 given");
}

struct PoolCase {
  Pool2d pool;
  int in;
  std::optional<int> out;  // empty: refused
};

// The outputs are torch.nn.functional.max_pool2d's (PyTorch 1.13).
TEST(ShapeInference, PoolingFollowsPyTorch) {
  const PoolCase cases[] = {
      {{.kernel = 3, .stride = 2}, 13, 6},
      {{.kernel = 3, .stride = 2, .padding = 1}, 112, 56},
      {{.kernel = 3, .stride = 2, .ceil_mode = true}, 109, 54},
      {{.kernel = 3, .stride = 2, .ceil_mode = true}, 110, 55},
      {{.kernel = 3, .stride = 2, .ceil_mode = true}, 2, 1},
      {{.kernel = 3, .stride = 2, .ceil_mode = true}, 1, std::nullopt},
      // The second window would start in the padding beyond the far edge, so it is dropped.
      {{.kernel = 2, .stride = 2, .padding = 1, .ceil_mode = true}, 1, 1},
      {{.kernel = 2, .stride = 2}, 1, std::nullopt},
  };
  for (const PoolCase& c : cases) {
    SCOPED_TRACE(op_attributes(c.pool) + " on " + std::to_string(c.in));
    if (c.out) {
      EXPECT_THAT(infer(c.pool, {{5, c.in, c.in}}), ElementsAre(5, *c.out, *c.out));
    } else {
      expect_refused(c.pool, {{5, c.in, c.in}}, "window does not fit the padded input");
    }
  }
  expect_refused(Pool2d{.kernel = 3, .stride = 2, .padding = 2}, {{5, 9, 9}}, "half the kernel");
}

TEST(ShapeInference, VectorsAndMapsAreToldApart) {
  EXPECT_THAT(infer(GlobalAveragePool{}, {{512, 4, 7}}), ElementsAre(512, 1, 1));
  EXPECT_THAT(infer(Flatten{}, {{512, 4, 7}}), ElementsAre(512 * 4 * 7));
  EXPECT_THAT(infer(Linear{.out_features = 10}, {{512}}), ElementsAre(10));
  expect_refused(Linear{.out_features = 10}, {{512, 1, 1}}, "put a Flatten in front");
  expect_refused(Linear{.out_features = 0}, {{512}}, "must be positive");
  expect_refused(Flatten{}, {{512}}, "must be a feature map");
  expect_refused(BatchNorm2d{}, {{512}}, "must be a feature map");
  expect_refused(ChannelScale{}, {{512}}, "must be a feature map");
}

TEST(ShapeInference, SeveralInputsMustMatch) {
  EXPECT_THAT(infer(Add{}, {{4, 2, 2}, {4, 2, 2}, {4, 2, 2}}), ElementsAre(4, 2, 2));
  expect_refused(Add{}, {{4, 2, 2}, {4, 1, 1}}, "same shape");
  expect_refused(Add{}, {{4, 2, 2}}, "two or more inputs");
  EXPECT_THAT(infer(Multiply{}, {{4, 2, 2}, {4, 1, 1}}), ElementsAre(4, 2, 2));
  EXPECT_THAT(infer(Multiply{}, {{4, 2, 2}, {4, 2, 2}}), ElementsAre(4, 2, 2));
  expect_refused(Multiply{}, {{4, 1, 1}, {4, 2, 2}}, "have the first's shape or be [C,1,1]");
  EXPECT_THAT(infer(Concat{}, {{4, 2, 3}, {6, 2, 3}}), ElementsAre(10, 2, 3));
  EXPECT_THAT(infer(Concat{}, {{4}, {6}}), ElementsAre(10));
  expect_refused(Concat{}, {{4, 2, 3}, {6, 3, 2}}, "same height and width");
  expect_refused(Concat{}, {{4}, {6, 3, 2}}, "or be vectors");
  expect_refused(Concat{}, {}, "an input is needed");
}

TEST(ShapeInference, ChannelsAreSlicedAndShuffled) {
  EXPECT_THAT(infer(SliceChannels{2, 6}, {{8, 3, 3}}), ElementsAre(4, 3, 3));
  expect_refused(SliceChannels{6, 9}, {{8, 3, 3}}, "lie inside the input");
  expect_refused(SliceChannels{4, 4}, {{8, 3, 3}}, "not be empty");
  EXPECT_THAT(infer(ChannelShuffle{2}, {{8, 3, 3}}), ElementsAre(8, 3, 3));
  expect_refused(ChannelShuffle{3}, {{8, 3, 3}}, "multiple of the groups");
}

TEST(ShapeInference, OperatorsOverPositions) {
  EXPECT_THAT(infer(SpatialSoftmax{}, {{8, 3, 5}}), ElementsAre(8, 3, 5));
  EXPECT_THAT(infer(AddCoordinates{}, {{4, 3, 5}}), ElementsAre(4, 3, 5));
  EXPECT_THAT(infer(SpatialSum{}, {{8, 3, 5}}), ElementsAre(8, 1, 1));
  EXPECT_THAT(infer(Upsample2x{}, {{8, 3, 5}}), ElementsAre(8, 6, 10));
  expect_refused(AddCoordinates{}, {{8, 3, 5}}, "one for each side of the box");
  for (const Op& op :
       {Op(SpatialSoftmax{}), Op(AddCoordinates{}), Op(SpatialSum{}), Op(Upsample2x{})}) {
    expect_refused(op, {{8}}, "must be a feature map");
    expect_refused(op, {{4, 2, 2}, {4, 2, 2}}, "1 input(s) are needed, 2 given");
  }
}

TEST(ShapeInference, CellsOfMapsAreJoined) {
  EXPECT_THAT(infer(ConcatCells{}, {{4, 3, 5}, {4, 2, 2}}), ElementsAre(4, 19));
  EXPECT_THAT(infer(ConcatCells{}, {{4, 3, 5}}), ElementsAre(4, 15));
  expect_refused(ConcatCells{}, {{4, 3, 5}, {3, 2, 2}}, "of equally many channels");
  expect_refused(ConcatCells{}, {{4, 15}}, "must be feature maps");
  expect_refused(ConcatCells{}, {}, "an input is needed");
}

TEST(ShapeInference, FacesAreDecodedCellByCell) {
  const DecodeFaces decode{
      .input_height = 48, .input_width = 80, .levels = {{16, 3, 5}, {32, 2, 2}}};
  EXPECT_THAT(infer(decode, {{1, 19}, {4, 19}}), ElementsAre(19, 5));
  const char* rule = "a score [1,N] and a box [4,N] for each of the levels' cells";
  expect_refused(decode, {{1, 18}, {4, 19}}, rule);
  expect_refused(decode, {{1, 19}, {5, 19}}, rule);
  expect_refused(decode, {{4, 19}, {1, 19}}, rule);
  expect_refused(decode, {{1, 19}}, "2 input(s) are needed, 1 given");
  expect_refused(DecodeFaces{.input_height = 8, .input_width = 8}, {{1, 0}, {4, 0}},
                 "a level is needed");
  expect_refused(DecodeFaces{.input_height = 8, .input_width = 8, .levels = {{0, 1, 1}}},
                 {{1, 1}, {4, 1}}, "must be positive");
  expect_refused(DecodeFaces{.levels = {{8, 1, 1}}}, {{1, 1}, {4, 1}}, "must be positive");
}

TEST(ShapeInference, TheRestKeepsItsShape) {
  for (const Op& op : {Op(Activation{}), Op(Dropout{0.5}), Op(StochasticDepth{0.1})}) {
    EXPECT_THAT(infer(op, {{8, 3, 3}}), ElementsAre(8, 3, 3)) << op_name(op);
  }
  for (const Op& op : {Op(BatchNorm2d{}), Op(LayerNorm2d{}), Op(ChannelScale{})}) {
    EXPECT_THAT(infer(op, {{8, 3, 3}}), ElementsAre(8, 3, 3)) << op_name(op);
  }
  EXPECT_THAT(infer(Activation{}, {{8}}), ElementsAre(8));
  expect_refused(Dropout{1.0}, {{8}}, "in [0, 1)");
  expect_refused(StochasticDepth{-0.1}, {{8}}, "in [0, 1)");
}

}  // namespace
}  // namespace efs::graph
