#include "train/weights/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files/files.h"
#include "train/packed_fixture.h"
#include "train/weights/safetensors.h"

namespace efs::train {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

Checkpoint small_checkpoint() {
  Checkpoint checkpoint;
  checkpoint.identity = {"graph digest", "data digest", "learning rate 0.001"};
  checkpoint.epochs_done = 3;
  checkpoint.best_epoch = 2;
  checkpoint.best_accuracy = 1.0 / 3.0;
  checkpoint.optimizer_steps = 41;
  checkpoint.weights = {{"a", {{2}, {1, 2}}}, {"b", {{}, {0.1F}}}};
  checkpoint.average = {{"a", {{2}, {10, 11}}}, {"b", {{}, {12}}}};
  checkpoint.best_weights = {{"a", {{2}, {3, 4}}}, {"b", {{}, {5}}}};
  checkpoint.first_moments = {{"a", {{2}, {6, 7}}}};
  checkpoint.second_moments = {{"a", {{2}, {8, 9}}}};
  return checkpoint;
}

std::string message_of(const std::filesystem::path& path) {
  try {
    read_checkpoint(path);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

void expect_same_weights(const graph::Weights& a, const graph::Weights& b) {
  ASSERT_EQ(a.size(), b.size());
  for (const auto& [name, tensor] : a) {
    EXPECT_EQ(tensor.shape, b.at(name).shape);
    EXPECT_EQ(tensor.values, b.at(name).values);
  }
}

TEST(Checkpoint, ReadsBackWhatItWrote) {
  const TemporaryFolder folder("checkpoint");
  const Checkpoint written = small_checkpoint();
  write_checkpoint(folder / "c", written);
  const Checkpoint read = read_checkpoint(folder / "c");
  EXPECT_EQ(read.identity.graph, written.identity.graph);
  EXPECT_EQ(read.identity.data, written.identity.data);
  EXPECT_EQ(read.identity.options, written.identity.options);
  EXPECT_EQ(read.epochs_done, 3);
  EXPECT_EQ(read.best_epoch, 2);
  EXPECT_EQ(read.best_accuracy, 1.0 / 3.0);
  EXPECT_EQ(read.optimizer_steps, 41);
  expect_same_weights(read.weights, written.weights);
  expect_same_weights(read.average, written.average);
  expect_same_weights(read.best_weights, written.best_weights);
  expect_same_weights(read.first_moments, written.first_moments);
  expect_same_weights(read.second_moments, written.second_moments);
}

TEST(Checkpoint, HoldsTheBestWeightsOnceWhereTheyAreTheLast) {
  const TemporaryFolder folder("best");
  Checkpoint written = small_checkpoint();
  write_checkpoint(folder / "two", written);
  written.best_epoch = written.epochs_done;
  written.best_weights.clear();
  write_checkpoint(folder / "one", written);
  expect_same_weights(read_checkpoint(folder / "one").best_weights, written.average);
  EXPECT_LT(std::filesystem::file_size(folder / "one"), std::filesystem::file_size(folder / "two"));

  written.average.clear();
  write_checkpoint(folder / "plain", written);
  expect_same_weights(read_checkpoint(folder / "plain").best_weights, written.weights);
}

TEST(Checkpoint, RefusesEveryTruncationAndEveryFlippedBit) {
  const TemporaryFolder folder("damage");
  write_checkpoint(folder / "whole", small_checkpoint());
  const std::string whole = read_file(folder / "whole");
  const auto damaged = folder / "damaged";
  for (std::size_t length = 0; length < whole.size(); length += 7) {
    write_quickly(damaged, whole.substr(0, length));
    EXPECT_THAT(message_of(damaged), HasSubstr(damaged.string())) << length;
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string content = whole;
    content[at] = static_cast<char>(content[at] ^ 1);
    write_quickly(damaged, content);
    // The one harmless place is the padding behind the header's JSON.
    if (whole[at] == ' ') continue;
    EXPECT_THAT(message_of(damaged), HasSubstr(damaged.string())) << at;
  }
}

TEST(Checkpoint, SaysWhatIsWrongAndWhatToDo) {
  const TemporaryFolder folder("messages");
  EXPECT_THAT(message_of(folder / "none"), HasSubstr("none"));

  write_safetensors_file(folder / "weights", {}, {});
  EXPECT_THAT(message_of(folder / "weights"), HasSubstr("no checkpoint of this program"));

  write_safetensors_file(folder / "old", {}, {{"efs.checkpoint", "0"}});
  EXPECT_THAT(message_of(folder / "old"),
              AllOf(HasSubstr("of version 0"), HasSubstr("reads version 3"), HasSubstr("delete")));

  write_checkpoint(folder / "c", small_checkpoint());
  std::string content = read_file(folder / "c");
  content.back() = static_cast<char>(content.back() ^ 0x40);
  write_quickly(folder / "c", content);
  EXPECT_THAT(message_of(folder / "c"), AllOf(HasSubstr("is damaged"), HasSubstr("delete")));
}

TEST(Checkpoint, BelongsToOneNetworkDataSetAndSetOfOptions) {
  const Checkpoint checkpoint = small_checkpoint();
  const auto message = [&](const CheckpointIdentity& wanted) {
    try {
      check_identity(checkpoint, wanted, "trial.ckpt");
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  const CheckpointIdentity same = checkpoint.identity;
  EXPECT_EQ(message(same), "no error");
  EXPECT_THAT(message({"x", same.data, same.options}),
              AllOf(HasSubstr("trial.ckpt"), HasSubstr("another network")));
  EXPECT_THAT(message({same.graph, "x", same.options}), HasSubstr("another data set"));
  EXPECT_THAT(message({same.graph, same.data, "learning rate 1"}),
              AllOf(HasSubstr("learning rate 0.001"), HasSubstr("learning rate 1")));
}

}  // namespace
}  // namespace efs::train
