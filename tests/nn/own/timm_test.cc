// Networks of block strings against what timm makes of the same strings (make_timm_goldens.py). The
// features themselves are compared in tests/train, where a network can be run.
#include <gtest/gtest.h>

#include <map>

#include "graph/cost.h"
#include "nn/own/timm_networks.h"

namespace efs::nn {
namespace {

using testing::Golden;
using testing::timm_golden;
using testing::timm_network;

class Timm : public ::testing::TestWithParam<std::string> {};

TEST_P(Timm, StateDictHasTheSameNamesAndShapes) {
  std::map<std::string, graph::Shape> expected, actual;
  for (const auto& tensor : timm_golden(GetParam()).state) expected[tensor.name] = tensor.shape;
  for (const auto& parameter : graph::parameters(timm_network(GetParam(), 64))) {
    actual[parameter.name] = parameter.shape;
  }
  EXPECT_EQ(actual, expected);
}

TEST_P(Timm, CostIsTheSame) {
  const Golden golden = timm_golden(GetParam());
  ASSERT_FALSE(golden.macs.empty());
  for (const auto& [input, macs] : golden.macs) {
    const graph::Cost cost = graph::cost(timm_network(GetParam(), input));
    EXPECT_EQ(cost.weight_count, golden.weight_count);
    EXPECT_EQ(cost.macs, macs) << "input " << input;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Timm, ::testing::ValuesIn(testing::timm_names()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace efs::nn
