#include "detect/nms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/rng.h"
#include "detect/random_images.h"

namespace efs::detect {
namespace {

// The definition: again and again the best of those left, and what it overlaps goes.
std::vector<Detection> naive_nms(std::vector<Detection> left, const NmsOptions& options) {
  std::vector<Detection> kept;
  while (!left.empty() && kept.size() < options.largest_count) {
    auto best = left.begin();
    for (auto it = left.begin(); it != left.end(); ++it) {
      if (it->score > best->score) best = it;
    }
    const Detection chosen = *best;
    left.erase(best);
    kept.push_back(chosen);
    std::erase_if(left, [&](const Detection& d) { return iou(d.box, chosen.box) > options.iou; });
  }
  return kept;
}

TEST(Nms, DropsWhatOverlapsABetterOne) {
  const std::vector<Detection> candidates{
      {.box = {0, 0, 10, 10}, .score = 0.5},
      {.box = {1, 0, 11, 10}, .score = 0.9},   // IoU 9/11 with the first
      {.box = {20, 0, 30, 10}, .score = 0.1},  // on its own
  };
  const auto kept = nms(candidates, {});
  ASSERT_EQ(kept.size(), 2u);
  EXPECT_EQ(kept[0].box, candidates[1].box);
  EXPECT_EQ(kept[0].score, 0.9);
  EXPECT_EQ(kept[1].box, candidates[2].box);
}

TEST(Nms, KeepsWhatOverlapsByJustTheLimit) {
  const std::vector<Detection> candidates{{.box = {0, 0, 2, 2}, .score = 0.9},
                                          {.box = {0, 0, 2, 1}, .score = 0.8}};
  EXPECT_EQ(nms(candidates, {.iou = 0.5}).size(), 2u);
  EXPECT_EQ(nms(candidates, {.iou = 0.49}).size(), 1u);
}

// The middle one is dropped, so it drops nothing itself.
TEST(Nms, ADroppedOneDropsNothing) {
  const std::vector<Detection> chain{{.box = {0, 0, 10, 10}, .score = 0.9},
                                     {.box = {5, 0, 15, 10}, .score = 0.8},
                                     {.box = {10, 0, 20, 10}, .score = 0.7}};
  const auto kept = nms(chain, {.iou = 0.3});
  ASSERT_EQ(kept.size(), 2u);
  EXPECT_EQ(kept[1].box, chain[2].box);
}

TEST(Nms, OfEqualScoresTheEarlierOneIsKept) {
  const std::vector<Detection> candidates{{.box = {1, 0, 11, 10}, .score = 0.5},
                                          {.box = {0, 0, 10, 10}, .score = 0.5}};
  const auto kept = nms(candidates, {});
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(kept[0].box, candidates[0].box);
}

TEST(Nms, OfNothingIsNothing) {
  EXPECT_TRUE(nms({}, {}).empty());
  const std::vector<Detection> one{{.box = {0, 0, 1, 1}, .score = 1.0}};
  EXPECT_TRUE(nms(one, {.largest_count = 0}).empty());
}

TEST(Nms, EqualsItsDefinition) {
  Rng rng(2);
  for (int i = 0; i < 200; ++i) {
    std::vector<Detection> candidates;
    for (std::size_t n = rng.index(60); n > 0; --n) {
      // Ten different scores, so that many are equal.
      candidates.push_back({random_box(rng), std::floor(rng.uniform(0, 10)) / 10.0});
    }
    const NmsOptions options{.iou = rng.uniform(), .largest_count = 1 + rng.index(40)};
    const auto expected = naive_nms(candidates, options);
    const auto kept = nms(candidates, options);
    ASSERT_EQ(kept.size(), expected.size());
    for (std::size_t k = 0; k < kept.size(); ++k) {
      ASSERT_EQ(kept[k].box, expected[k].box);
      ASSERT_EQ(kept[k].score, expected[k].score);
    }
  }
}

}  // namespace
}  // namespace efs::detect
