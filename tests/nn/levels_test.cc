// Which maps a head reads, by the names of the layers that make them.
#include "nn/levels.h"

#include <gmock/gmock.h>

#include "core/error.h"
#include "nn/catalogue.h"

namespace efs::nn {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

/// Strides 4 to 32 as nodes 1 to 4.
const Features kFeatures{{1, 4}, {2, 8}, {3, 16}, {4, 32}};

std::vector<int> strides(const NetworkOptions& options) {
  std::vector<int> result;
  for (const Tap& tap : maps_to_read(options, kFeatures)) result.push_back(tap.stride);
  return result;
}

TEST(MapsToRead, OfOneFaceBeginAtTheTap) {
  EXPECT_THAT(strides({.tap = 0}), ElementsAre(32));
  EXPECT_THAT(strides({.tap = 8}), ElementsAre(8));
  EXPECT_THAT(strides({.tap = 8, .neck = "merge"}), ElementsAre(8, 16));
  EXPECT_THAT(strides({.tap = 8, .neck = "pyramid"}), ElementsAre(8, 16, 32));
  EXPECT_THAT([] { strides({.tap = 12}); },
              ThrowsMessage<UsageError>(HasSubstr("resnet18 has no tap at stride 12; it has 4, 8, "
                                                  "16, 32 (0: the whole backbone)")));
}

TEST(MapsToRead, OfOneFaceGoDeeperThanTheTapWithANeck) {
  for (const char* neck : {"merge", "pyramid"}) {
    EXPECT_THAT([&] { strides({.tap = 0, .neck = neck}); },
                ThrowsMessage<UsageError>(HasSubstr(
                    fmt::format("neck '{}' needs a deeper map, and stride 32 is the last of "
                                "resnet18; tap one of 4, 8, 16, or take the neck 'none'",
                                neck))));
  }
}

TEST(MapsToRead, OfSeveralFacesEndAtTheTap) {
  const auto dense = [](int tap, const char* neck, DenseOptions options = {}) {
    return strides({.head = "dense", .tap = tap, .neck = neck, .dense = options});
  };
  EXPECT_THAT(dense(0, "none"), ElementsAre(8, 16, 32));
  EXPECT_THAT(dense(16, "none"), ElementsAre(8, 16));
  EXPECT_THAT(dense(16, "pyramid"), ElementsAre(8, 16));
  EXPECT_THAT(dense(4, "none"), ElementsAre(4)) << "where the finest level is made from";
  // What the head does not read, only a neck does.
  EXPECT_THAT(dense(0, "none", {.levels = 1}), ElementsAre(8));
  EXPECT_THAT(dense(0, "merge", {.levels = 1}), ElementsAre(8, 16));
  EXPECT_THAT(dense(0, "pyramid", {.levels = 1}), ElementsAre(8, 16, 32));
  EXPECT_THAT(dense(0, "merge", {.finest = 4, .levels = 2}), ElementsAre(4, 8, 16));
}

TEST(HeadLevels, AreMadeBehindTheDeepestMap) {
  graph::Builder builder(3, 20, 12);
  const Features maps = head_levels(builder, {{builder.input(), 8}}, {.levels = 3});
  ASSERT_EQ(maps.size(), 3U);
  EXPECT_THAT(builder.shape(maps[1].node), ElementsAre(64, 10, 6));
  EXPECT_THAT(builder.shape(maps[2].node), ElementsAre(64, 5, 3));
  EXPECT_EQ(maps[2].stride, 32);
  EXPECT_EQ(builder.node(maps[2].node).name, "neck.32.unit.1.2");
}

TEST(HeadLevels, AreThoseFromTheFinestOn) {
  graph::Builder builder(3, 20, 12);
  const Features made = head_levels(builder, {{builder.input(), 4}}, {.finest = 16, .levels = 1});
  ASSERT_EQ(made.size(), 1U);
  EXPECT_EQ(made[0].stride, 16);
  EXPECT_THAT(builder.shape(made[0].node), ElementsAre(64, 5, 3));
  const Features read = head_levels(builder, {{0, 8}, {0, 16}, {0, 32}}, {.levels = 2});
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read.back().stride, 16);
}

}  // namespace
}  // namespace efs::nn
