#include "train/batches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "packed_fixture.h"
#include "train/loss.h"

namespace efs::train {
namespace {

using ::testing::ElementsAre;

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
  const Batch batch = make_batch(data, data::Part::kTrain, {2, 0}, torch::kCPU);
  ASSERT_EQ(batch.images.sizes(), (std::vector<std::int64_t>{2, 3, 16, 16}));
  EXPECT_TRUE(batch.images.is_contiguous(at::MemoryFormat::ChannelsLast));
  const data::PackedSample sample = data.sample(data::Part::kTrain, 2);
  const float mean[] = {0.485F, 0.456F, 0.406F}, deviation[] = {0.229F, 0.224F, 0.225F};
  for (int channel = 0; channel < 3; ++channel) {
    const float pixel = sample.pixels[static_cast<std::size_t>((5 * 16 + 7) * 3 + channel)];
    EXPECT_NEAR(batch.images[0][channel][5][7].item<float>(),
                (pixel / 255.0F - mean[channel]) / deviation[channel], 1e-5F);
  }
  EXPECT_NEAR(batch.boxes[0][0].item<double>(), sample.box.xmin / 60.0, 1e-6);
  EXPECT_NEAR(batch.boxes[0][3].item<double>(), sample.box.ymax / 40.0, 1e-6);
}

// One error of 0.5 px (quadratic: 0.5 * 0.25 / beta) and one of 3 px (linear: 3 - beta/2) in two
// boxes of four values.
TEST(BoxLoss, IsSmoothL1InInputPixelsAveragedOverAllValues) {
  const torch::Tensor target =
      torch::tensor({0.1F, 0.2F, 0.5F, 0.6F, 0.1F, 0.2F, 0.5F, 0.6F}).view({2, 4});
  torch::Tensor predicted = target.clone();
  predicted[0][0] += 0.5 / 100;  // width 100
  predicted[1][3] -= 3.0 / 50;   // height 50
  EXPECT_NEAR(box_loss(predicted, target, 100, 50, 1.0).item<double>(), (0.125 + 2.5) / 8, 1e-5);
  EXPECT_NEAR(box_loss(predicted, target, 100, 50, 2.0).item<double>(), (0.0625 + 2.0) / 8, 1e-5);
  EXPECT_EQ(box_loss(target, target, 100, 50, 1.0).item<double>(), 0.0);
}

TEST(ToPixels, DoesNotRound) {
  const float relative[] = {0.25F, 0.5F, 0.75F, 1.0F};
  EXPECT_EQ(to_pixels(relative, 101, 51), (data::Box{25.25, 25.5, 75.75, 51.0}));
}

}  // namespace
}  // namespace efs::train
