// Training with a teacher.
#include <gtest/gtest.h>

#include "core/error.h"
#include "train/network/initial_weights.h"
#include "train/network/networks.h"
#include "train/packed_fixture.h"
#include "train/teacher_view.h"
#include "train/training_step.h"

namespace efs::train {
namespace {

/// A network without randomness that answers (0.2, 0.3, 0.6, 0.9) to everything.
Teacher constant_teacher(int input) {
  Teacher teacher{small_network(input, false), {}};
  teacher.weights = initial_weights(teacher.graph, 5);
  for (float& value : teacher.weights.at("fc.weight").values) value = 0.0F;
  teacher.weights.at("fc.bias").values = {0.2F, 0.3F, 0.6F, 0.9F};
  return teacher;
}

class TeacherTest : public ::testing::Test {
 protected:
  TeacherTest() {
    torch::manual_seed(1);
    images_ = torch::randn({4, 3, 16, 16}).contiguous(torch::MemoryFormat::ChannelsLast);
  }
  /// The first step's loss against these labels.
  double loss(const detect::RelativeBox& label, const Teacher* teacher = nullptr) const {
    TrainingStep step(graph_, initial_weights(graph_, 3), options_, teacher);
    return step.train({images_, std::vector<Target>(4, {{label}})});
  }

  TrainOptions options_ = quick_options();
  graph::Graph graph_ = small_network(16, false);
  torch::Tensor images_;
  detect::RelativeBox label_{0.1, 0.1, 0.5, 0.5};
  detect::RelativeBox taught_{0.2, 0.3, 0.6, 0.9};
};

TEST_F(TeacherTest, TheLossIsTheWeightedSumOfBothTargets) {
  const Teacher teacher = constant_teacher(16);
  for (const double share : {0.0, 0.3, 1.0}) {
    options_.distillation = share;
    EXPECT_NEAR(loss(label_, &teacher), (1.0 - share) * loss(label_) + share * loss(taught_), 1e-4)
        << share;
  }
  EXPECT_GT(std::abs(loss(label_) - loss(taught_)), 0.1);
}

TEST_F(TeacherTest, MayTakeAnInputOfAnotherSize) {
  const Teacher teacher = constant_teacher(24);
  options_.distillation = 1.0;
  EXPECT_NEAR(loss(label_, &teacher), loss(taught_), 1e-4);
}

TEST_F(TeacherTest, SeesLetterboxedImagesUndistorted) {
  const Teacher teacher = constant_teacher(24);
  TorchNetwork network(teacher.graph, teacher.weights, torch::kCPU);
  const auto wide = torch::randn({1, 3, 8, 16}).contiguous(torch::MemoryFormat::ChannelsLast);
  // It fills the upper half of the teacher's input.
  const auto letterboxed = teacher_output(network, wide, detect::Fit::kLetterbox);
  EXPECT_TRUE(letterboxed.allclose(torch::tensor({{0.2F, 0.6F, 0.6F, 1.8F}}))) << letterboxed;
  const auto stretched = teacher_output(network, wide, detect::Fit::kStretch);
  EXPECT_TRUE(stretched.allclose(torch::tensor({{0.2F, 0.3F, 0.6F, 0.9F}}))) << stretched;
}

TEST_F(TeacherTest, GivesABox) {
  graph::Builder builder(3, 16, 16);
  Teacher features{builder.finish(builder.add("flat", graph::Flatten{}, builder.input())), {}};
  EXPECT_THROW(loss(label_, &features), Error);
}

}  // namespace
}  // namespace efs::train
