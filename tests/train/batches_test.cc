#include "train/batches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "train/network/networks.h"
#include "train/packed_fixture.h"
#include "train/tasks/single.h"

namespace efs::train {
namespace {

using ::testing::ElementsAre;

const std::unique_ptr<Task> kTask = make_single_task(small_network(), quick_options());

detect::RelativeBox box_of(const Batch& batch, std::size_t image) {
  return batch.targets.at(image).faces.at(0);
}

TEST(Divide, KeepsTheOrderAndMergesALastBatchOfOne) {
  EXPECT_THAT(divide({4, 3, 2, 1}, 2), ElementsAre(ElementsAre(4, 3), ElementsAre(2, 1)));
  EXPECT_THAT(divide({0, 1, 2, 3, 4, 5, 6, 7}, 3),
              ElementsAre(ElementsAre(0, 1, 2), ElementsAre(3, 4, 5), ElementsAre(6, 7)));
  EXPECT_THAT(divide({0, 1, 2, 3, 4}, 2), ElementsAre(ElementsAre(0, 1), ElementsAre(2, 3, 4)));
  EXPECT_THAT(divide({0, 1, 2}, 16), ElementsAre(ElementsAre(0, 1, 2)));
  EXPECT_THAT(divide({7}, 4), ElementsAre(ElementsAre(7)));
  EXPECT_TRUE(divide({}, 4).empty());
}

TEST(EpochOrder, IsAPermutationThatDependsOnSeedAndEpoch) {
  std::vector<std::size_t> order = epoch_order(100, 1, 1);
  EXPECT_EQ(order, epoch_order(100, 1, 1));
  EXPECT_NE(order, epoch_order(100, 1, 2));
  EXPECT_NE(order, epoch_order(100, 2, 1));
  EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
  std::sort(order.begin(), order.end());
  for (std::size_t i = 0; i < order.size(); ++i) EXPECT_EQ(order[i], i);
}

TEST(MakeBatch, NormalisesPixelsAndTakesBoxesRelativeToTheImage) {
  const TemporaryFolder folder("batches");
  const data::PackedDataset data = rectangles(folder, 3, 2, 16);
  const Batch batch =
      make_training_batch(*kTask, data, {2, 0}, {data::augment_policy("none")}, torch::kCPU);
  ASSERT_EQ(batch.images.sizes(), (std::vector<std::int64_t>{2, 3, 16, 16}));
  EXPECT_TRUE(batch.images.is_contiguous(at::MemoryFormat::ChannelsLast));
  const data::PackedSample sample = data.sample(data::Part::kTrain, 2);
  const float mean[] = {0.485F, 0.456F, 0.406F}, deviation[] = {0.229F, 0.224F, 0.225F};
  for (int channel = 0; channel < 3; ++channel) {
    const float pixel = sample.pixels[static_cast<std::size_t>((5 * 16 + 7) * 3 + channel)];
    EXPECT_NEAR(batch.images[0][channel][5][7].item<float>(),
                (pixel / 255.0F - mean[channel]) / deviation[channel], 1e-5F);
  }
  EXPECT_NEAR(box_of(batch, 0).xmin, sample.faces[0].xmin / 60.0, 1e-6);
  EXPECT_NEAR(box_of(batch, 0).ymax, sample.faces[0].ymax / 40.0, 1e-6);
}

TEST(MakeBatch, TakesImagesThatAreStoredLargerThanTheInput) {
  const TemporaryFolder folder("larger_images");
  const data::PackedDataset data = rectangles(folder, 3, 2, 16, 1, 24);
  EXPECT_EQ(make_validation_batch(*kTask, data, {0, 1}, torch::kCPU).images.size(2), 16);
  EXPECT_EQ(make_training_batch(*kTask, data, {0, 1}, {data::augment_policy("none")}, torch::kCPU)
                .images.size(2),
            16);
}

TEST(MakeBatch, VariationDependsOnSeedEpochAndSampleAlone) {
  const TemporaryFolder folder("variation");
  const data::PackedDataset data = rectangles(folder, 4, 2, 16);
  const auto batch = [&](const std::vector<std::size_t>& indices, std::uint64_t seed, int epoch) {
    return make_training_batch(*kTask, data, indices,
                               {data::augment_policy("strong"), 0.05, seed, epoch}, torch::kCPU);
  };
  const Batch alone = batch({2}, 1, 1), among = batch({0, 2}, 1, 1);
  EXPECT_TRUE(torch::equal(alone.images[0], among.images[1]));
  EXPECT_EQ(box_of(alone, 0), box_of(among, 1));
  EXPECT_FALSE(torch::equal(alone.images, batch({2}, 1, 2).images));
  EXPECT_FALSE(torch::equal(alone.images, batch({2}, 2, 1).images));
}

TEST(MakeBatch, JitterMovesTheSidesOfTheBoxAndNotTheImage) {
  const TemporaryFolder folder("jitter");
  const data::PackedDataset data = rectangles(folder, 3, 2, 16);
  const auto& none = data::augment_policy("none");
  const Batch exact = make_training_batch(*kTask, data, {1}, {none}, torch::kCPU);
  const Batch moved = make_training_batch(*kTask, data, {1}, {none, 0.1}, torch::kCPU);
  EXPECT_TRUE(torch::equal(exact.images, moved.images));
  EXPECT_NE(box_of(exact, 0), box_of(moved, 0));
  EXPECT_LE(std::abs(box_of(exact, 0).xmin - box_of(moved, 0).xmin),
            0.1 * box_of(exact, 0).width() + 1e-9);
}

}  // namespace
}  // namespace efs::train
