#include "device/agent/measurement_queue.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/clock.h"
#include "core/files/digest.h"
#include "core/text/outside_json.h"
#include "support/temporary_folder.h"

namespace efs::device {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string id(int number) { return fmt::format("{:032x}", number); }

/// Children are shell scripts, which say what a measurement would.
class MeasurementQueueTest : public testing::Test {
 protected:
  MeasurementQueueTest() {
    const auto upload = models_.begin(digest_ + ".onnx", 0, 5);
    upload->write("model", 5);
    upload->finish();
  }

  MeasurementQueue& start(const std::string& script, const QueueLimits& limits = {}) {
    queue_ = std::make_unique<MeasurementQueue>(
        models_, std::vector<std::string>{"sh", "-c", script}, limits);
    return *queue_;
  }
  MeasureRequest request(double timeout_s = 60.0) const {
    MeasureRequest out;
    out.model_digest = digest_;
    out.runtime = "any";
    out.timeout_s = timeout_s;
    return out;
  }
  /// Nothing if it is not known.
  MeasurementStatus await(int number, MeasurementState state) {
    const double end_s = SystemClock().steady_s() + 30.0;
    MeasurementStatus status;
    while (SystemClock().steady_s() < end_s) {
      status = queue_->wait(id(number), status, 0.5).value();
      if (status.state == state) return status;
    }
    ADD_FAILURE() << "is " << to_string(status.state) << " after 30 s: " << status.error;
    return status;
  }

  TemporaryFolder folder_;
  const std::string digest_ = sha256_hex("model");
  ModelStore models_{folder_ / "models", {}};
  std::unique_ptr<MeasurementQueue> queue_;
};

constexpr const char* kGood = R"(cat >/dev/null
echo '{"progress": "warming up"}'
echo '{"result": {"median_ms": 2.5}, "samples_ms": [2, 3]}')";

TEST_F(MeasurementQueueTest, GivesResultAndSamples) {
  auto& queue = start(kGood);
  queue.submit(id(1), request());
  const auto status = await(1, MeasurementState::kDone);
  EXPECT_EQ(status.result.at("median_ms"), 2.5);
  EXPECT_THAT(queue.samples_ms(id(1)).value(), ElementsAre(2.0, 3.0));
  EXPECT_EQ(queue.status(id(2)), std::nullopt);
  EXPECT_EQ(queue.samples_ms(id(2)), std::nullopt);
}

TEST_F(MeasurementQueueTest, TheSameIdIsTheSameMeasurement) {
  auto& queue = start("echo x >> " + (folder_ / "runs").string() + "\n" + kGood);
  queue.submit(id(1), request());
  await(1, MeasurementState::kDone);
  EXPECT_EQ(queue.submit(id(1), request()).state, MeasurementState::kDone);
  EXPECT_EQ(std::filesystem::file_size(folder_ / "runs"), 2U);
}

TEST_F(MeasurementQueueTest, ACrashEndsTheMeasurementAndNotTheQueue) {
  auto& queue = start(
      "cat >/dev/null; echo '{\"progress\": \"loading\"}'; echo oops >&2\n"
      "[ -e " +
      (folder_ / "second").string() + " ] || kill -SEGV $$\n" + kGood);
  queue.submit(id(1), request());
  const auto status = await(1, MeasurementState::kFailed);
  EXPECT_THAT(status.error, HasSubstr("the runtime any ended the process with signal 11"));
  EXPECT_THAT(status.error, HasSubstr("while loading: oops"));
  std::filesystem::create_directory(folder_ / "second");
  queue.submit(id(2), request());
  await(2, MeasurementState::kDone);
}

TEST_F(MeasurementQueueTest, TheChildsErrorIsTheMeasurements) {
  auto& queue = start("echo '{\"error\": \"no such operator\"}'");
  queue.submit(id(1), request());
  EXPECT_EQ(await(1, MeasurementState::kFailed).error, "no such operator");
}

TEST_F(MeasurementQueueTest, OneThatTakesTooLongIsStopped) {
  auto& queue = start("echo '{\"progress\": \"3 runs\"}'; sleep 600");
  queue.submit(id(1), request(0.3));
  EXPECT_THAT(await(1, MeasurementState::kFailed).error,
              HasSubstr("it was stopped after 0.3 s while 3 runs"));
}

TEST_F(MeasurementQueueTest, RunsOneAtATimeInTheirOrderAndHasALimit) {
  auto& queue = start("sleep 600", {.queued = 2});
  queue.submit(id(1), request());
  await(1, MeasurementState::kRunning);
  EXPECT_EQ(queue.submit(id(2), request()).ahead, 1);
  EXPECT_EQ(queue.submit(id(3), request()).ahead, 2);
  try {
    queue.submit(id(4), request());
    FAIL();
  } catch (const http::Refused& refused) {
    EXPECT_EQ(refused.status, 429);
  }
  EXPECT_EQ(queue.status(id(2))->state, MeasurementState::kQueued);
  EXPECT_TRUE(queue.cancel(id(1)));
  await(2, MeasurementState::kRunning);
  EXPECT_EQ(queue.status(id(1))->state, MeasurementState::kCancelled);
}

TEST_F(MeasurementQueueTest, CancelsWhatWaitsAndLeavesWhatHasEnded) {
  auto& queue = start(kGood);
  queue.submit(id(1), request());
  await(1, MeasurementState::kDone);
  EXPECT_TRUE(queue.cancel(id(1)));
  EXPECT_EQ(queue.status(id(1))->state, MeasurementState::kDone);
  EXPECT_FALSE(queue.cancel(id(9)));
}

TEST_F(MeasurementQueueTest, WhatWaitsTooLongFails) {
  auto& queue = start("sleep 2; " + std::string(kGood), {.queued_s = 0.5});
  queue.submit(id(1), request());
  await(1, MeasurementState::kRunning);
  queue.submit(id(2), request());
  const auto status = await(2, MeasurementState::kFailed);
  EXPECT_THAT(status.error, HasSubstr("it waited for"));
  EXPECT_TRUE(status.retry) << "the model is not to blame";
}

TEST_F(MeasurementQueueTest, AProcessThatCannotBeStartedIsNoFaultOfTheModel) {
  queue_ = std::make_unique<MeasurementQueue>(models_, std::vector<std::string>{"/no/such/program"},
                                              QueueLimits{});
  queue_->submit(id(1), request());
  const auto status = await(1, MeasurementState::kFailed);
  EXPECT_THAT(status.error, HasSubstr("cannot start /no/such/program"));
  EXPECT_TRUE(status.retry);
}

TEST_F(MeasurementQueueTest, ADamagedModelIsThrownAway) {
  auto& queue = start(
      "cat >/dev/null; echo '{\"result\": {\"model_digest\": \"another\"}, \"samples_ms\": []}'");
  queue.submit(id(1), request());
  EXPECT_TRUE(await(1, MeasurementState::kFailed).retry);
  EXPECT_FALSE(models_.have(digest_ + ".onnx").complete);
}

TEST_F(MeasurementQueueTest, TheModelsFaultIsNotTheBoards) {
  auto& queue = start("cat >/dev/null; kill -SEGV $$");
  queue.submit(id(1), request());
  EXPECT_FALSE(await(1, MeasurementState::kFailed).retry);
}

// Whatever a runtime prints, the status can be sent.
TEST_F(MeasurementQueueTest, TakesAnyBytesOfTheChild) {
  auto& queue = start(
      "cat >/dev/null; printf 'Priorit\\344t' >&2; echo 'no JSON'; printf '\\377\\n'; echo "
      "'{\"progress\": 5}'; "
      "head -c 200000 /dev/zero | tr '\\0' '['; echo; exit 3");
  queue.submit(id(1), request());
  const auto status = await(1, MeasurementState::kFailed);
  EXPECT_THAT(json_text(to_json(status)), HasSubstr("Priorit\xEF\xBF\xBDt"));
}

TEST_F(MeasurementQueueTest, KeepsTheSamplesOfTheLastOnes) {
  auto& queue = start(kGood, {.samples = 3});
  for (int i = 1; i <= 2; ++i) {
    queue.submit(id(i), request());
    await(i, MeasurementState::kDone);
  }
  EXPECT_THAT(queue.samples_ms(id(1)).value(), ElementsAre());
  EXPECT_THAT(queue.samples_ms(id(2)).value(), ElementsAre(2.0, 3.0));
}

TEST_F(MeasurementQueueTest, NeedsTheModel) {
  auto& queue = start(kGood);
  MeasureRequest other = request();
  other.model_digest = std::string(64, '0');
  try {
    queue.submit(id(1), other);
    FAIL();
  } catch (const http::Refused& refused) {
    EXPECT_EQ(refused.status, 404);
  }
}

TEST_F(MeasurementQueueTest, ForgetsTheOldest) {
  auto& queue = start(kGood, {.ended = 2});
  for (int i = 1; i <= 3; ++i) {
    queue.submit(id(i), request());
    await(i, MeasurementState::kDone);
  }
  EXPECT_EQ(queue.status(id(1)), std::nullopt);
  EXPECT_NE(queue.status(id(2)), std::nullopt);
}

TEST_F(MeasurementQueueTest, EndsWithAMeasurementUnderWay) {
  start("sleep 600").submit(id(1), request());
  await(1, MeasurementState::kRunning);
  queue_.reset();
}

}  // namespace
}  // namespace efs::device
