// Event files, as protoc (which knows nothing of this program) takes them apart.
#include "study/export/tensorboard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "core/files/files.h"
#include "study/example_info.h"
#include "study/export/event_file.h"
#include "support/message_of.h"
#include "support/temporary_folder.h"

namespace efs::study {
namespace {

namespace fs = std::filesystem;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

// RFC 3720, appendix B.4.
TEST(EventFile, ChecksumsAreCastagnolis) {
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU);
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43U);
  std::string ascending;
  for (int i = 0; i < 32; ++i) ascending += static_cast<char>(i);
  EXPECT_EQ(crc32c(ascending), 0x46dd794eU);
  EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
}

// The examples of https://protobuf.dev/programming-guides/encoding
TEST(EventFile, MessagesAreProtocolBuffers) {
  EXPECT_EQ(Message().integer(1, 150).bytes(), "\x08\x96\x01");
  EXPECT_EQ(Message().text(2, "testing").bytes(), "\x12\x07testing");
  EXPECT_EQ(Message().message(3, Message().integer(1, 150)).bytes(), "\x1a\x03\x08\x96\x01");
}

std::string run(const std::string& command) {
  FILE* pipe = ::popen(command.c_str(), "r");
  std::string text;
  std::array<char, 4096> buffer;
  while (const auto count = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    text.append(buffer.data(), count);
  }
  EXPECT_EQ(::pclose(pipe), 0) << command;
  return text;
}

/// The records of a file, each as `protoc --decode_raw` prints it, one after the other.
std::string decode(const fs::path& file, const fs::path& scratch) {
  const std::string bytes = read_file(file);
  std::string text;
  for (std::size_t at = 0; at < bytes.size();) {
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data() + at, sizeof length);
    write_file_atomically(scratch, bytes.substr(at + 12, length));
    text += run("protoc --decode_raw < '" + scratch.string() + "'") + "--\n";
    at += 12 + length + 4;
  }
  return text;
}

const CurveTags kTags{{"val_loss", "loss/validation"}, {"val_iou", "iou/validation"}};

Snapshot example() {
  Snapshot snapshot{.info = example_info()};
  Trial trial;
  trial.params = {{"architecture", std::string("resnet18")}, {"learning_rate", 0.5}};
  trial.state = TrialState::kCompleted;
  trial.heartbeat_s = 1700000010.0;
  trial.epochs = {{.epoch = 1, .train_loss = 0.25, .metrics = {{"val_iou", 0.5}}, .seconds = 2.0}};
  snapshot.history.trials.push_back(trial);
  return snapshot;
}

TEST(Tensorboard, ARunHasScalarsAndHparams) {
  const TemporaryFolder folder;
  write_tensorboard(folder / "tb", example(), kTags, [](const Trial&) {
    return std::map<std::string, double>{{"latency_ms", 2.0}};
  });
  const std::string run_text =
      decode(folder / "tb/trial0000/events.out.tfevents.1700000010.efs", folder / "scratch");
  EXPECT_THAT(run_text, HasSubstr("3: \"brain.Event:2\""));
  // wall time 1700000010.0, step 1, a summary with tag and float 0.25
  EXPECT_THAT(run_text, ContainsRegex("1: 0x41d954fc42800000\n2: 1\n5 \\{\n  1 \\{\n    1: "
                                      "\"loss/train\"\n    2: 0x3e800000\n"));
  EXPECT_THAT(run_text, ContainsRegex("\"iou/validation\"\n    2: 0x3f000000"));
  EXPECT_THAT(run_text, ContainsRegex("\"latency_ms\"\n    2: 0x40000000"));
  EXPECT_THAT(run_text, HasSubstr("_hparams_/session_start_info"));
  EXPECT_THAT(run_text, HasSubstr("_hparams_/session_end_info"));
  EXPECT_THAT(run_text, HasSubstr("1: \"architecture\""));
  EXPECT_THAT(run_text, HasSubstr("\"resnet18\""));
  const std::string experiment =
      decode(folder / "tb/events.out.tfevents.1700000000.efs", folder / "scratch");
  EXPECT_THAT(experiment, HasSubstr("_hparams_/experiment"));
  EXPECT_THAT(experiment, HasSubstr("latency_ms"));
  EXPECT_THAT(experiment, HasSubstr("iou/validation"));
}

TEST(Tensorboard, AnEpochsWallTimeIsWhenItEnded) {
  Snapshot snapshot = example();
  Trial& trial = snapshot.history.trials[0];
  trial.epochs = {{.epoch = 1, .train_loss = 0.25, .seconds = 2.0},
                  {.epoch = 2, .train_loss = 0.25, .seconds = 1.5},
                  {.epoch = 3, .train_loss = 0.25, .seconds = 2.0}};
  trial.epochs[1].finished_unix_s = 1700000005.0;
  const TemporaryFolder folder;
  write_tensorboard(folder / "tb", snapshot, kTags,
                    [](const Trial&) { return std::map<std::string, double>{}; });
  const std::string text =
      decode(folder / "tb/trial0000/events.out.tfevents.1700000010.efs", folder / "scratch");
  const auto loss_at = [](const std::string& time, int epoch) {
    return HasSubstr("1: " + time + "\n2: " + std::to_string(epoch) +
                     "\n5 {\n  1 {\n    1: \"loss/train\"\n");
  };
  EXPECT_THAT(text, loss_at("0x41d954fc40e00000", 1)) << "1700000003.5, counted back";
  EXPECT_THAT(text, loss_at("0x41d954fc41400000", 2)) << "1700000005.0, as recorded";
  EXPECT_THAT(text, loss_at("0x41d954fc42800000", 3)) << "1700000010.0, the last sign of life";
}

TEST(Tensorboard, DoesNotMixWithWhatIsThere) {
  const TemporaryFolder folder;
  EXPECT_THAT(message_of([&] { write_tensorboard(folder.path(), example(), kTags, {}); }),
              HasSubstr("exists"));
}

}  // namespace
}  // namespace efs::study
