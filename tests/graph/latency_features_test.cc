#include "graph/latency_features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "graph/builder.h"

namespace efs::graph {
namespace {

using ::testing::ElementsAre;

TEST(LatencyFeatures, SeparateTheKindsOfConvolution) {
  Builder b(3, 8, 8);
  auto x = b.add("stem", Conv2d{.out_channels = 4, .kernel_h = 3, .kernel_w = 3, .padding = 1},
                 b.input());
  x = b.add("bn", BatchNorm2d{}, x);
  x = b.add("relu", Activation{}, x);
  x = b.add("dw",
            Conv2d{.out_channels = 4, .kernel_h = 3, .kernel_w = 3, .padding = 1, .groups = 4}, x);
  x = b.add("pw", Conv2d{.out_channels = 8}, x);
  x = b.add("grouped", Conv2d{.out_channels = 8, .groups = 2}, x);
  x = b.add("pool", GlobalAveragePool{}, x);
  x = b.add("flat", Flatten{}, x);
  x = b.add("fc", Linear{.out_features = 4}, x);
  // Counted by hand: 64 positions x out x in / groups x kernel.
  EXPECT_THAT(latency_features(b.finish(x)),
              ElementsAre(1.0, 6.0, 64 * 8 * 4 * 1e-6, 64 * 4 * 9 * 1e-6, 64 * 8 * 4 * 1e-6,
                          64 * 4 * 3 * 9 * 1e-6, 8 * 4 * 1e-6, (64 * 4 + 8) * 1e-6));
}

}  // namespace
}  // namespace efs::graph
