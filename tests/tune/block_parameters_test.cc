#include "tune/block_parameters.h"

#include <gmock/gmock.h>

#include "core/error.h"
#include "nn/own/block_space.h"
#include "search/space/coordinates.h"
#include "search/space/pairwise_points.h"
#include "tune/candidate.h"

namespace efs::tune {
namespace {

using search::Space;
using study::ParamValue;

/// Of these architectures, with the usual parameters of blocks.
Space block_space(const std::vector<std::string>& architectures) {
  Space space;
  space.parameters.push_back(
      {.name = "architecture", .values = {architectures.begin(), architectures.end()}});
  for (const std::string& name : block_parameter_names()) {
    auto parameter = usual_block_parameter(name);
    if (add_block_conditions(space, parameter)) space.parameters.push_back(parameter);
  }
  search::validate(space);
  return space;
}

TEST(BlockParameters, AreAllTunable) {
  std::vector<std::string> tunable;
  for (const TunableParameter& row : tunable_parameters()) {
    if (is_block_parameter(row.name)) tunable.push_back(row.name);
  }
  EXPECT_EQ(tunable, block_parameter_names());
}

TEST(BlockParameters, ApplyOnlyWhereTheyMeanSomething) {
  const Space space = block_space({"resnet18", nn::kBlocks});
  const search::CoordinateSystem coordinates(space);
  Rng rng(1);
  int stages3 = 0, stages4 = 0, others = 0;
  for (int i = 0; i < 200; ++i) {
    const study::Params point = coordinates.random_point(rng);
    EXPECT_TRUE(space.contains(point));
    if (point.at("architecture") == ParamValue(std::string("resnet18"))) {
      EXPECT_EQ(point.size(), 1U);
      ++others;
      continue;
    }
    const bool four = point.at("stage_count") == ParamValue(std::int64_t{4});
    (four ? stages4 : stages3) += 1;
    EXPECT_EQ(point.contains("stage4_width"), four);
    const auto block = std::get<std::string>(point.at("stage1_block"));
    EXPECT_EQ(point.contains("stage1_expansion"), block == "inverted" || block == "fused");
    SearchOptions options;
    options.network.head = "none";
    const auto network = candidate_of(options, point).network;
    EXPECT_EQ(network.architecture, made_network(point));
    EXPECT_EQ(nn::build_network(network).output().shape[0],
              std::get<std::int64_t>(point.at(four ? "stage4_width" : "stage3_width")));
  }
  EXPECT_GT(std::min({stages3, stages4, others}), 20);
}

TEST(BlockParameters, NeedNoConditionWhereNothingIsOpen) {
  const Space space = block_space({nn::kBlocks});
  EXPECT_TRUE(space.find("stage1_width")->only_if.empty());
  EXPECT_EQ(space.find("stage4_width")->only_if.size(), 1U);
  EXPECT_EQ(space.find("stage4_expansion")->only_if.size(), 2U);
  EXPECT_FALSE(space.size());  // far more than can be listed
}

TEST(BlockParameters, OfStagesThatThereAreNotCanNeverBeChosen) {
  Space space;
  space.parameters = {{.name = "architecture", .values = {std::string(nn::kBlocks)}},
                      {.name = "stage_count", .values = {std::int64_t{3}}},
                      {.name = "stage1_block", .values = {std::string("ordinary")}}};
  auto width = usual_block_parameter("stage4_width");
  EXPECT_FALSE(add_block_conditions(space, width));
  auto expansion = usual_block_parameter("stage1_expansion");
  EXPECT_FALSE(add_block_conditions(space, expansion));
  auto depth = usual_block_parameter("stage3_depth");
  EXPECT_TRUE(add_block_conditions(space, depth));
}

TEST(BlockParameters, AFewNetworksRepresentTheSpace) {
  SearchOptions options;
  options.space = block_space({nn::kBlocks});
  options.network.head = "none";
  EXPECT_LT(search::pairwise_points(options.space).size(), 3000U);
  EXPECT_NO_THROW(check_candidates(options));
}

TEST(MadeNetwork, IsNamedInTheLabelInPlaceOfItsParameters) {
  study::Params point{{"architecture", std::string(nn::kBlocks)},
                      {"stage_count", std::int64_t{3}},
                      {"stem_width", std::int64_t{8}},
                      {"stage3_width", std::int64_t{64}},
                      {"learning_rate", 0.004}};
  EXPECT_EQ(label_of(point), "b8-i2x32e4-i2x32e4-i2x64e4, learning rate 0.004");
  const auto space = block_space({"resnet18", nn::kBlocks});
  EXPECT_EQ(network_name(space, point), "b8-i2x32e4-i2x32e4-i2x64e4");
  EXPECT_FALSE(made_network({{"architecture", std::string("resnet18")}}));
}

}  // namespace
}  // namespace efs::tune
