#include "graph/face_maps.h"

#include <gtest/gtest.h>

#include "graph/builder.h"

namespace efs::graph {
namespace {

TEST(FaceMaps, NamesTheMapsOfEachLevel) {
  Builder b(5, 4, 6);
  const NodeId coarse = b.add("coarse", Pool2d{}, b.input());
  std::vector<NodeId> scores, boxes;
  for (const NodeId map : {b.input(), coarse}) {
    scores.push_back(b.add("score" + std::to_string(map), SliceChannels{0, 1}, map));
    boxes.push_back(b.add("box" + std::to_string(map), SliceChannels{1, 5}, map));
  }
  const NodeId score = b.add("scores", ConcatCells{}, scores);
  const NodeId box = b.add("boxes", ConcatCells{}, boxes);
  const DecodeFaces decode{
      .input_height = 32, .input_width = 48, .levels = {{8, 4, 6}, {16, 2, 3}}};
  const Graph graph = b.finish(b.add("faces", decode, std::vector<NodeId>{score, box}));
  const auto maps = face_maps(graph);
  ASSERT_EQ(maps.size(), 2U);
  EXPECT_EQ(maps[1].grid.stride, 16);
  EXPECT_EQ(graph.node(maps[0].score).name, "score0");
  EXPECT_EQ(graph.node(maps[1].box).name, "box" + std::to_string(coarse));
}

TEST(FaceMaps, OtherNetworksHaveNone) {
  Builder b(5, 4, 6);
  EXPECT_TRUE(face_maps(b.finish(b.add("relu", Activation{}, b.input()))).empty());
}

}  // namespace
}  // namespace efs::graph
