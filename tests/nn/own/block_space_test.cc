#include "nn/own/block_space.h"

#include <gmock/gmock.h>

#include "core/error.h"
#include "core/rng.h"
#include "nn/network.h"
#include "nn/own/random_design.h"

namespace efs::nn {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(BlockSpace, ANetworkHasAShortNameThatSaysAll) {
  BlockDesign design{.stem_width = 16, .stages = 3};
  design.stage[0] = {.block = "inverted", .depth = 2, .width = 24, .kernel = 3, .expansion = 4};
  design.stage[1] = {.block = "depthwise", .depth = 3, .width = 40, .kernel = 5};
  design.stage[2] = {.block = "ordinary", .depth = 1, .width = 64};
  EXPECT_EQ(name_of(design), "b16-i2x24e4-d3x40k5-o1x64");
  EXPECT_EQ(to_yaml(network_of(design)),
            "name: b16-i2x24e4-d3x40k5-o1x64\n"
            "activation: relu\n"
            "stem: cn_r1_k3_s2_c16\n"
            "stages:\n"
            "  - ir_r2_k3_s2_e4_c24\n"
            "  - ds_r3_k5_s2_c40\n"
            "  - cn_r1_k3_s2_c64_skip\n");
}

TEST(BlockSpace, ANameIsReadAsItsDesign) {
  Rng rng(1);
  for (int i = 0; i < 1000; ++i) {
    const std::string name = name_of(testing::random_design(rng));
    EXPECT_EQ(name_of(parse_design(name)), name);
  }
}

TEST(BlockSpace, WhatNamesNoNetworkIsRefused) {
  for (const char* name :
       {"", "b16", "b16-i2x24e4", "b16-i2x24e4-d3x40-o1x64-o1x64-o1x64", "b16-i2x24-d3x40-o1x64",
        "b-i2x24e4-d3x40-o1x64", "b16-i2x24e4-d3x40-o1x64e4", "b16-q2x24-d3x40-o1x64",
        "b16-i2x24e4-d3x40-o1x", "resnet18"}) {
    EXPECT_FALSE(is_design_name(name)) << name;
    EXPECT_THROW(parse_design(name), UsageError) << name;
  }
  EXPECT_THAT([] { parse_design("b0-i2x24e4-d3x40-o1x64"); },
              ThrowsMessage<UsageError>(HasSubstr("c is followed by a number from 1")));
  EXPECT_THAT([] { parse_design("b16-i2x24e4-d3x40k4-o1x64"); },
              ThrowsMessage<UsageError>(HasSubstr("kernels are odd")));
  EXPECT_THAT([] { name_of(BlockDesign{.stages = 5}); },
              ThrowsMessage<UsageError>(HasSubstr("3 to 4 stages")));
}

TEST(BlockSpace, StagesEndAtStrides4To32) {
  Rng rng(2);
  for (int i = 0; i < 50; ++i) {
    const BlockDesign design = testing::random_design(rng);
    const Architecture row = backbone_of({.architecture = name_of(design)});
    graph::Builder builder(3, 64, 96);
    const Features features = row.build(builder, 1.0);
    ASSERT_EQ(features.size(), static_cast<std::size_t>(design.stages));
    for (std::size_t stage = 0; stage < features.size(); ++stage) {
      EXPECT_EQ(features[stage].stride, 4 << stage);
      EXPECT_EQ(builder.shape(features[stage].node),
                (graph::Shape{design.stage[stage].width, 16 >> stage, 24 >> stage}));
    }
    EXPECT_EQ(row.feature_dim, design.stage[features.size() - 1].width);
  }
}

TEST(BlockSpace, TheArchitectureBlocksIsTheDesignOfTheOptions) {
  const NetworkOptions options{.architecture = kBlocks, .head = "none"};
  const NetworkOptions named{.architecture = name_of(options.blocks), .head = "none"};
  EXPECT_EQ(graph::describe(build_network(options)), graph::describe(build_network(named)));
}

}  // namespace
}  // namespace efs::nn
