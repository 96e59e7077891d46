#include "train/tasks/faces.h"

#include <gmock/gmock.h>

#include <cmath>

#include "core/error.h"
#include "support/message_of.h"
#include "train/crowd_fixture.h"
#include "train/network/initial_weights.h"
#include "train/network/networks.h"
#include "train/tasks/tasks.h"
#include "train/trainer.h"

namespace efs::train {
namespace {

constexpr ImageSize kInput{96, 64};

/// A batch's output: each cell's box lies around its middle, with this side in pixels and this
/// logit.
torch::Tensor squares_of(const graph::Graph& graph, double side, double logit, int images = 1) {
  std::vector<float> rows;
  for (int i = 0; i < images; ++i) {
    for (int y = 4; y < kInput.height; y += 8) {
      for (int x = 4; x < kInput.width; x += 8) {
        const auto at = [&](double value, int extent) {
          return static_cast<float>(value / extent);
        };
        rows.insert(rows.end(), {at(x - side / 2, kInput.width), at(y - side / 2, kInput.height),
                                 at(x + side / 2, kInput.width), at(y + side / 2, kInput.height),
                                 static_cast<float>(logit)});
      }
    }
  }
  return torch::tensor(rows).view({images, graph.output().shape[0], 5});
}

class FacesTaskTest : public ::testing::Test {
 protected:
  /// Pixels of the input.
  static Target target(const std::vector<detect::Box>& faces,
                       const std::vector<detect::Box>& ignored = {}) {
    Target result;
    for (const auto& box : faces) {
      result.faces.push_back(detect::to_relative(box, kInput.width, kInput.height));
    }
    for (const auto& box : ignored) {
      result.ignored.push_back(detect::to_relative(box, kInput.width, kInput.height));
    }
    return result;
  }
  double loss(double side, double logit, const Target& wanted) const {
    return task_->loss(squares_of(graph_, side, logit), {wanted}).item<double>();
  }

  graph::Graph graph_ = small_dense_network(kInput);
  std::unique_ptr<Task> task_ = task_of(graph_).make(graph_, quick_dense_options());
};

TEST_F(FacesTaskTest, TheNetworkSaysThatItFindsFaces) {
  EXPECT_EQ(task_of(graph_).name, "faces");
  EXPECT_FALSE(is_faces(small_network()));
}

TEST_F(FacesTaskTest, ALowScoreIsRightWhereThereIsNoFace) {
  EXPECT_LT(loss(16, -9, target({})), 1e-4);
  EXPECT_GT(loss(16, 3, target({})), 10.0);
}

TEST_F(FacesTaskTest, InAnIgnoredRegionAScoreIsNeitherRightNorWrong) {
  EXPECT_EQ(loss(16, 3, target({}, {{0, 0, 96, 64}})), 0.0);
  const double half = loss(16, 3, target({}, {{0, 0, 48, 64}})), whole = loss(16, 3, target({}));
  EXPECT_NEAR(half, whole / 2, 1e-4 * whole);
}

TEST_F(FacesTaskTest, ABoxThatFitsCostsLess) {
  TrainOptions options = quick_dense_options();
  options.loss = parse_loss("giou + 0.000001 * bce");
  task_ = make_faces_task(graph_, options);
  const Target wanted = target({{20, 20, 36, 36}});
  EXPECT_LT(loss(16, -2, wanted), loss(12, -2, wanted));
  EXPECT_LT(loss(16, -2, wanted), loss(24, -2, wanted));
}

TEST_F(FacesTaskTest, GradientsAreThoseOfTheLoss) {
  const Target wanted = target({{20, 20, 37, 39}, {60, 10, 90, 50}}, {{0, 0, 18, 18}});
  torch::Tensor output = squares_of(graph_, 14, -1).requires_grad_();
  task_->loss(output, {wanted}).backward();
  const torch::Tensor gradient = output.grad();
  // The cell at (28,28), which learns the first face.
  const std::int64_t cell = 3 * 12 + 3;
  for (const std::int64_t column : {0, 3, 4}) {
    const double step = column == 4 ? 1e-2 : 1e-4;
    const auto moved = [&](double by) {
      torch::Tensor copy = output.detach().clone();
      copy[0][cell][column] += by;
      return task_->loss(copy, {wanted}).item<double>();
    };
    // The score learns the IoU, a constant for the gradient: only a score's own step is exact.
    if (column == 4) {
      EXPECT_NEAR(gradient[0][cell][column].item<double>(),
                  (moved(step) - moved(-step)) / (2 * step), 2e-3);
    } else {
      EXPECT_NE(gradient[0][cell][column].item<double>(), 0.0);
    }
  }
  EXPECT_EQ(gradient[0][0].abs().sum().item<double>(), 0.0) << "its middle is ignored";
}

TEST_F(FacesTaskTest, AnOutputThatIsNotFiniteHasNoLoss) {
  torch::Tensor output = squares_of(graph_, 16, 0);
  output[0][7][1] = std::nan("");
  EXPECT_TRUE(std::isnan(task_->loss(output, {target({{20, 20, 36, 36}})}).item<double>()));
}

TEST_F(FacesTaskTest, ATeachersDetectionsAreFacesToItsPupil) {
  torch::Tensor taught = squares_of(graph_, 16, 0);
  taught.select(2, 4).fill_(0.0);
  taught[0][3 * 12 + 3][4] = 0.9;  // the square around (28,28)
  const torch::Tensor pupil = squares_of(graph_, 14, -1);
  EXPECT_NEAR(task_->distillation_loss(pupil, taught).item<double>(),
              task_->loss(pupil, {target({{20, 20, 36, 36}})}).item<double>(), 1e-6);
}

TEST_F(FacesTaskTest, NeedsLossesOfBoxesAndOfScores) {
  TrainOptions options = quick_dense_options();
  options.loss = parse_loss("giou");
  EXPECT_THAT(efs::message_of([&] { make_faces_task(graph_, options); }),
              testing::HasSubstr("no term of scores"));
}

TEST(FacesTraining, JitterMovesTheBoxesOfALabelAndNotTheImage) {
  const TemporaryFolder folder("crowds_jitter");
  const data::PackedDataset data = crowds(folder, 6, 2, kInput);
  const auto task = make_faces_task(small_dense_network(kInput), quick_dense_options());
  const auto& none = data::augment_policy("none");
  std::vector<std::uint8_t> exact(3 * 96 * 64), moved(exact.size());
  std::size_t faces = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    const Target labels = task->vary(data, i, {none}, exact);
    const Target jitter = task->vary(data, i, {none, 0.1}, moved);
    EXPECT_EQ(exact, moved);
    ASSERT_EQ(jitter.faces.size(), labels.faces.size());
    for (std::size_t k = 0; k < labels.faces.size(); ++k, ++faces) {
      EXPECT_NE(jitter.faces[k], labels.faces[k]);
      EXPECT_LE(std::abs(jitter.faces[k].xmin - labels.faces[k].xmin),
                0.1 * labels.faces[k].width() + 1e-9);
    }
  }
  EXPECT_GT(faces, 3U);
}

// Rectangles are learnt from nothing in a minute of one core; also where there are none.
TEST(FacesTraining, LearnsToFindSeveralOrNone) {
  const TemporaryFolder folder("crowds");
  const data::PackedDataset data = crowds(folder, 128, 24, kInput);
  const graph::Graph graph = small_dense_network(kInput);
  TrainOptions options = quick_dense_options();
  options.schedule = Schedule::kCosine;
  options.schedule_epochs = 30;
  Trainer trainer(graph, initial_weights(graph, 1), data, options);
  EpochRecord record;
  for (int epoch = 0; epoch < 30; ++epoch) record = *trainer.run_epoch();
  EXPECT_GT(record.metrics.value("val_ap50"), 0.8);
  EXPECT_GT(record.metrics.value("val_recall_fp10"), 0.8);
  EXPECT_TRUE(is_finite(record));
}

TEST(FacesTraining, GoesOnFromACheckpointAsIfItHadNotStopped) {
  const TemporaryFolder folder("crowds_resumed");
  const data::PackedDataset data = crowds(folder, 16, 8, kInput);
  const graph::Graph graph = small_dense_network(kInput);
  TrainOptions options = quick_dense_options();
  options.augmentation = "scenes";
  const auto fresh = [&] { return Trainer(graph, initial_weights(graph, 1), data, options); };
  Trainer whole = fresh();
  for (int epoch = 0; epoch < 3; ++epoch) whole.run_epoch();
  Trainer first = fresh();
  first.run_epoch();
  first.save(folder / "trial.ckpt");
  Trainer second = fresh();
  second.load(folder / "trial.ckpt");
  for (int epoch = 0; epoch < 2; ++epoch) second.run_epoch();
  const Checkpoint resumed = state_of(second), straight = state_of(whole);
  for (const auto& [name, tensor] : straight.weights) {
    EXPECT_EQ(resumed.weights.at(name).values, tensor.values) << name;
  }
}

}  // namespace
}  // namespace efs::train
