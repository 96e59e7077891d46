// Who may teach, and that it stays the same one.
#include "tune/study/teacher_trial.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/memory_storage.h"
#include "support/message_of.h"
#include "train/network/initial_weights.h"
#include "tune/temporary_study.h"
#include "tune/worker/worker.h"

namespace efs::tune {
namespace {

using ::testing::HasSubstr;

class TeacherTrialTest : public ::testing::Test {
 protected:
  static train::Teacher network() {
    const auto graph =
        nn::build_network({.architecture = "shufflenet_v2_x0_5", .input = square(32)});
    return {graph, train::initial_weights(graph, 1)};
  }
  TeacherTrialTest() {
    files_.options.space = search::grid_space({"squeezenet1_1"}, {1e-3});
    files_.options.strategy.staged.stages = {{1, 1}};
  }
  double train_loss(const train::Teacher* teacher) const {
    const auto storage = study::create_memory_storage({.seed = 1});
    WorkerObserver silent;
    const auto packed = files_.packed();
    const StartWeights weights(files_.options);
    std::filesystem::remove_all(files_.folder().root());
    Worker("test", {files_.options,
                    *storage,
                    files_.folder(),
                    {packed, weights, teacher},
                    silent,
                    [] { return StopRequest::kNone; }})
        .run();
    return storage->history().trials.at(0).epochs.at(0).train_loss;
  }

  TemporaryStudy files_;
  TeacherTrial teacher_{"runs/faces:3", files_.dataset.digest, network()};
};

TEST_F(TeacherTrialTest, AWorkersTrialsLearnFromIt) {
  EXPECT_NE(train_loss(&teacher_.network), train_loss(nullptr));
}

TEST_F(TeacherTrialTest, MustKnowTheSameDataOnly) {
  EXPECT_EQ(message_of([&] { check_teacher(teacher_, files_.dataset); }), "no error");
  files_.options.data.split_seed = 9;
  const auto other = data::load_dataset(files_.options.data);
  EXPECT_THAT(message_of([&] { check_teacher(teacher_, other); }),
              AllOf(HasSubstr("runs/faces:3"), HasSubstr("division")));
}

TEST_F(TeacherTrialTest, StaysTheSameInAStudy) {
  const auto storage = study::create_memory_storage({.seed = 1});
  limit_to(&teacher_, *storage);
  storage->apply({study::CreateTrial{}}, storage->revision());
  EXPECT_EQ(message_of([&] { limit_to(&teacher_, *storage); }), "no error");
  EXPECT_THAT(message_of([&] { limit_to(nullptr, *storage); }), HasSubstr("teacher"));
  teacher_.network.weights.begin()->second.values[0] += 1.0F;
  EXPECT_THAT(message_of([&] { limit_to(&teacher_, *storage); }), HasSubstr("runs/faces:3"));
}

}  // namespace
}  // namespace efs::tune
