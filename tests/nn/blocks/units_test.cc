#include "nn/blocks/units.h"

#include <gmock/gmock.h>

#include "core/error.h"
#include "graph/cost.h"

namespace efs::nn {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(Units, KeepOrHalveTheExtent) {
  for (const Unit& row : units()) {
    graph::Builder builder(6, 9, 12);
    EXPECT_THAT(builder.shape(row.build(builder, "a", builder.input(), 8, 1)),
                ElementsAre(8, 9, 12));
    EXPECT_THAT(builder.shape(row.build(builder, "b", builder.input(), 8, 2)),
                ElementsAre(8, 5, 6));
  }
}

// By hand: 3x3 of each channel and 1x1, or 3x3 of all; a norm of two values a channel behind each.
TEST(Units, CostWhatTheirLayersCost) {
  const auto weights = [](const char* name) {
    graph::Builder builder(6, 8, 8);
    const graph::NodeId x = unit(name).build(builder, "unit", builder.input(), 8, 1);
    return graph::cost(builder.finish(x)).weight_count;
  };
  EXPECT_EQ(weights("depthwise"), 9 * 6 + 2 * 6 + 6 * 8 + 2 * 8);
  EXPECT_EQ(weights("ordinary"), 9 * 6 * 8 + 2 * 8);
}

TEST(Units, UnknownNamesOfferTheNearest) {
  EXPECT_THAT([] { unit("depthwis"); },
              ThrowsMessage<UsageError>(HasSubstr("did you mean 'depthwise'?")));
}

}  // namespace
}  // namespace efs::nn
