// The head for several faces: on every backbone behind every neck, and its layers one by one.
#include <gmock/gmock.h>

#include <cmath>

#include "core/error.h"
#include "graph/cost.h"
#include "nn/catalogue.h"
#include "nn/heads/heads.h"
#include "nn/network.h"

namespace efs::nn {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::Le;
using ::testing::Not;
using ::testing::StartsWith;

NetworkOptions dense(const std::string& architecture, ImageSize input, int tap,
                     const std::string& neck, const DenseOptions& options = {}) {
  return {.architecture = architecture,
          .head = "dense",
          .input = input,
          .tap = tap,
          .neck = neck,
          .dense = options};
}

const graph::DecodeFaces& decoding(const graph::Graph& network) {
  return std::get<graph::DecodeFaces>(network.output().op);
}

std::vector<std::string> names(const graph::Graph& network, const std::string& prefix) {
  std::vector<std::string> result;
  for (const graph::Parameter& parameter : graph::parameters(network)) {
    if (parameter.trainable && parameter.name.starts_with(prefix)) {
      result.push_back(parameter.name);
    }
  }
  return result;
}

/// These have layers without padding: few inputs fit a neck, if any, and maps lack up to two cells.
bool loses_borders(const Architecture& row) {
  return row.family == "alexnet" || row.family == "squeezenet";
}

class DenseHead : public ::testing::TestWithParam<Architecture> {
 protected:
  /// The levels are those asked for, with the extents that their strides say.
  static void expect_levels(const NetworkOptions& options) {
    SCOPED_TRACE(fmt::format("{} at {}: {}", options.architecture, to_string(options.input),
                             variant_text(options)));
    const graph::Graph network = build_network(options);
    const graph::DecodeFaces& decode = decoding(network);
    EXPECT_EQ(decode.input_width, options.input.width);
    EXPECT_EQ(decode.input_height, options.input.height);
    ASSERT_EQ(decode.levels.size(), static_cast<std::size_t>(options.dense.levels));
    std::int64_t cells = 0;
    const int lost = loses_borders(GetParam()) ? 2 : 0;
    for (int i = 0; i < options.dense.levels; ++i) {
      const graph::CellGrid& level = decode.levels[static_cast<std::size_t>(i)];
      EXPECT_EQ(level.stride, options.dense.finest << i);
      const auto expect_extent = [&](int extent, int pixels) {
        // A part of a cell at the border is one or none, as the backbone's layers are padded.
        EXPECT_THAT(extent, AllOf(Ge(std::max(1, pixels / level.stride - lost)),
                                  Le((pixels + level.stride - 1) / level.stride)));
      };
      expect_extent(level.height, options.input.height);
      expect_extent(level.width, options.input.width);
      cells += std::int64_t{level.height} * level.width;
    }
    EXPECT_THAT(network.output().shape, ElementsAre(cells, 5));
    EXPECT_THAT(names(network, "head."), Not(::testing::IsEmpty()));
  }
};

TEST_P(DenseHead, ReadsMapsAsTheyAreAtAnyInput) {
  for (const ImageSize input :
       {square(64), square(75), square(100), square(129), square(160),
        ImageSize{.width = 160, .height = 64}, ImageSize{.width = 90, .height = 127}}) {
    for (int levels = 1; levels <= 3; ++levels) {
      for (const int tap : {0, 4, 8, 16}) {
        expect_levels(dense(GetParam().name, input, tap, "none", {.levels = levels}));
      }
    }
  }
}

TEST_P(DenseHead, StandsBehindEveryNeck) {
  for (const ImageSize input : {square(64), square(128), ImageSize{.width = 160, .height = 96}}) {
    for (const std::string& neck : neck_names()) {
      for (int levels = 1; levels <= 3; ++levels) {
        for (const int tap : {0, 4, 8, 16}) {
          for (const int finest : {4, 8}) {
            // Where the neck reads one map, there is nothing to halve.
            if (loses_borders(GetParam()) && (tap == 0 || tap > finest)) continue;
            expect_levels(
                dense(GetParam().name, input, tap, neck, {.finest = finest, .levels = levels}));
          }
        }
      }
    }
  }
}

// A neck enlarges maps twofold, which those without padding fit by chance.
TEST_P(DenseHead, StandsBehindANeckWhereTheMapsHalve) {
  int built = 0;
  for (int side = 64; side <= 160; side += loses_borders(GetParam()) ? 1 : 32) {
    for (const std::string neck : {"merge", "pyramid"}) {
      const NetworkOptions options = dense(GetParam().name, square(side), 16, neck);
      try {
        build_network(options);
      } catch (const UsageError&) {
        EXPECT_TRUE(loses_borders(GetParam()));
        continue;
      }
      expect_levels(options);
      ++built;
    }
  }
  // AlexNet's poolings of 3x3 never halve an extent exactly.
  EXPECT_GE(built, GetParam().family == "alexnet" ? 0 : 8);
}

INSTANTIATE_TEST_SUITE_P(All, DenseHead, ::testing::ValuesIn(architectures()),
                         [](const auto& info) { return info.param.name; });

DenseOptions worked_options(bool shared) { return {.head_units = 2, .head_shared = shared}; }

/// ShuffleNetV2 x1.0 to stride 16, a pyramid of 64 channels, strides 8, 16 and 32.
graph::Graph worked_example(bool shared) {
  return build_network(
      dense("shufflenet_v2_x1_0", square(160), 16, "pyramid", worked_options(shared)));
}

// By hand, with two values a channel for each norm.
TEST(DenseHeadCost, IsThatOfItsLayers) {
  const std::int64_t backbone =
      graph::cost(build_network({.architecture = "shufflenet_v2_x1_0", .head = "none", .tap = 16}))
          .weight_count;
  EXPECT_EQ(backbone, 275068);
  const std::int64_t laterals = 116 * 64 + 232 * 64 + 2 * 2 * 64;
  const std::int64_t unit_convolutions = 9 * 64 + 64 * 64;
  const std::int64_t unit_norms = 2 * 64 + 2 * 64;
  const std::int64_t neck = laterals + unit_convolutions + unit_norms;  // stride 32 is made
  const std::int64_t convolutions = 2 * unit_convolutions + (64 + 1) + (4 * 64 + 4);
  const std::int64_t norms = 3 * 2 * unit_norms;
  EXPECT_EQ(graph::cost(worked_example(true)).weight_count, backbone + neck + convolutions + norms);
  EXPECT_EQ(graph::cost(worked_example(true)).weight_count, 313729);
  EXPECT_EQ(graph::cost(worked_example(false)).weight_count,
            backbone + neck + 3 * convolutions + norms);
  EXPECT_EQ(graph::cost(worked_example(false)).macs, graph::cost(worked_example(true)).macs);
  EXPECT_THAT(worked_example(true).output().shape, ElementsAre(400 + 100 + 25, 5));
}

TEST(DenseHead, SharesConvolutionsAndNoNorms) {
  const graph::Graph network = build_network(
      dense("resnet18", square(96), 16, "merge", {.finest = 16, .levels = 2, .head_shared = true}));
  EXPECT_THAT(names(network, "head."),
              ElementsAre("head.units.0.0.0.weight", "head.16.units.0.0.1.weight",
                          "head.16.units.0.0.1.bias", "head.units.0.1.0.weight",
                          "head.16.units.0.1.1.weight", "head.16.units.0.1.1.bias",
                          "head.score.weight", "head.score.bias", "head.box.weight",
                          "head.box.bias", "head.32.units.0.0.1.weight", "head.32.units.0.0.1.bias",
                          "head.32.units.0.1.1.weight", "head.32.units.0.1.1.bias"));
}

TEST(DenseHead, MakesMapsEquallyWideToShareWeights) {
  const auto laterals = [](bool shared, int levels) {
    const graph::Graph network = build_network(
        dense("resnet18", square(96), 16, "none",
              {.levels = levels, .head_width = 32, .head_units = 0, .head_shared = shared}));
    std::vector<std::string> result;
    for (const graph::Parameter& parameter : graph::parameters(network)) {
      if (parameter.shape.size() == 4 && parameter.name.starts_with("head.")) {
        result.push_back(parameter.name + graph::to_string(parameter.shape));
      }
    }
    return result;
  };
  EXPECT_THAT(laterals(true, 2),
              ElementsAre("head.8.lateral.0.weight[32,128,1,1]", "head.score.weight[1,32,1,1]",
                          "head.box.weight[4,32,1,1]", "head.16.lateral.0.weight[32,256,1,1]"));
  EXPECT_THAT(laterals(true, 1),
              ElementsAre("head.score.weight[1,128,1,1]", "head.box.weight[4,128,1,1]"));
  EXPECT_THAT(laterals(false, 2),
              ElementsAre("head.8.score.weight[1,128,1,1]", "head.8.box.weight[4,128,1,1]",
                          "head.16.score.weight[1,256,1,1]", "head.16.box.weight[4,256,1,1]"));
}

// int8 and NPUs want it so.
TEST(DenseHead, HasBatchNormAndReluOnly) {
  for (const std::string& unit : unit_names()) {
    const graph::Graph network = build_network(
        dense("convnext_tiny", square(96), 8, "pyramid", {.head_units = 2, .head_conv = unit}));
    for (const graph::Node& node : network.nodes()) {
      if (!node.name.starts_with("head.") && !node.name.starts_with("neck.")) continue;
      const bool plain = graph::is<graph::Conv2d, graph::BatchNorm2d, graph::Add, graph::Upsample2x,
                                   graph::ConcatCells, graph::DecodeFaces>(node.op) ||
                         graph::is_activation(node.op, graph::ActivationKind::kRelu);
      EXPECT_TRUE(plain) << node.name << " " << graph::op_name(node.op);
    }
  }
}

// Lin et al., arXiv 1708.02002, section 3.3: the score of every cell starts at 0.01. Boxes start two
// strides wide, with their centre in the cell.
TEST(DenseHead, StartsWithLowScoresAndBoxesOfTwoStrides) {
  for (const graph::Parameter& parameter : graph::parameters(worked_example(false))) {
    if (parameter.name.ends_with("score.bias")) {
      EXPECT_EQ(parameter.init.kind, graph::Init::kConstant);
      EXPECT_NEAR(1.0 / (1.0 + std::exp(-parameter.init.value)), 0.01, 1e-6);
    } else if (parameter.name.ends_with("box.bias")) {
      EXPECT_EQ(parameter.init.kind, graph::Init::kConstant);
      EXPECT_NEAR(std::exp(parameter.init.value), 2.0, 0.05);
      EXPECT_LT(parameter.init.value, 1.0);
    }
  }
}

}  // namespace
}  // namespace efs::nn
