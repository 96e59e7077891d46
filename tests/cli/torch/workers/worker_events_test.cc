#include "cli/torch/workers/worker_events.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "core/error.h"
#include "support/memory_storage.h"

namespace efs::cli {
namespace {

/// Writes down what it hears.
struct Diary final : tune::WorkerObserver {
  void training(const study::Trial& trial, int epoch, double share) override {
    lines.push_back(fmt::format("training {} {} {}", trial.number, epoch, share));
  }
  void epoch_done(const study::Trial& trial, const EpochRecord& result) override {
    lines.push_back(fmt::format("epoch {} {} {} {}", study::to_string(trial.params.at("x")),
                                result.epoch, result.metrics.value("val_iou"),
                                result.images_per_second));
  }
  void trial_ended(const study::Trial& trial, study::TrialState state,
                   const std::string& reason) override {
    lines.push_back(fmt::format("ended {} {} {}", trial.number, study::to_string(state), reason));
  }
  void promoted(int trials, int stage, int target_epoch) override {
    lines.push_back(fmt::format("promoted {} {} {}", trials, stage, target_epoch));
  }
  std::vector<std::string> lines;
};

class WorkerEvents : public ::testing::Test {
 protected:
  WorkerEvents() {
    EXPECT_EQ(::pipe(ends_), 0);
    storage_->apply({study::CreateTrial{.params = {{"x", std::int64_t{7}}}, .target_epoch = 3}},
                    storage_->revision());
    trial_ = storage_->history().trials.at(0);
  }
  ~WorkerEvents() override {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  WorkerEvents(const WorkerEvents&) = delete;
  WorkerEvents& operator=(const WorkerEvents&) = delete;

  std::string written() const {
    char bytes[1 << 14];
    const ssize_t size = ::read(ends_[0], bytes, sizeof bytes);
    return {bytes, static_cast<std::size_t>(size)};
  }

  int ends_[2] = {-1, -1};
  std::unique_ptr<study::Storage> storage_ = study::create_memory_storage({.seed = 1});
  study::Trial trial_;
};

TEST_F(WorkerEvents, AreHeardAsTheyWereSaid) {
  EventWriter writer(ends_[1]);
  writer.training(trial_, 2, 0.5);
  writer.epoch_done(trial_,
                    {.epoch = 2, .metrics = {{"val_iou", 0.25}}, .images_per_second = 100.0});
  writer.trial_ended(trial_, study::TrialState::kFailed, "no \"space\"\nleft \xff");
  writer.promoted(8, 2, 30);
  const std::string bytes = written();
  Diary diary;
  EventReader reader(*storage_, diary);
  for (const char byte : bytes) reader.read({&byte, 1});  // however the pipe divides them
  EXPECT_EQ(diary.lines, (std::vector<std::string>{"training 0 2 0.5", "epoch 7 2 0.25 100",
                                                   "ended 0 failed no \"space\"\nleft \xEF\xBF\xBD",
                                                   "promoted 8 2 30"}));
}

TEST_F(WorkerEvents, TrainingIsToldAFewTimesASecond) {
  EventWriter writer(ends_[1]);
  for (int i = 0; i < 100; ++i) writer.training(trial_, 1, 0.01 * i);
  const std::string bytes = written();
  EXPECT_LT(std::count(bytes.begin(), bytes.end(), '\n'), 10);
}

TEST_F(WorkerEvents, ALineFitsAPipesAtomicWrite) {
  EventWriter writer(ends_[1]);
  writer.trial_ended(trial_, study::TrialState::kFailed, std::string(100'000, 'x'));
  EXPECT_LT(written().size(), 4096U);
}

TEST_F(WorkerEvents, ATrialThatTheStudyLacksIsAnError) {
  Diary diary;
  EventReader reader(*storage_, diary);
  EXPECT_THROW(reader.read("{\"event\":\"training\",\"trial\":9,\"stage\":1,\"epoch\":1,"
                           "\"share\":0}\n"),
               Error);
}

}  // namespace
}  // namespace efs::cli
