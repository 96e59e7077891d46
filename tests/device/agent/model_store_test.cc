#include "device/agent/model_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "core/files/digest.h"
#include "core/files/files.h"
#include "support/message_of.h"
#include "support/temporary_folder.h"

namespace efs::device {
namespace {

using testing::HasSubstr;

/// The file of so many bytes, which differs by `kind`.
std::string content(std::size_t bytes, char kind = 'a') { return std::string(bytes, kind); }
std::string name_of(const std::string& bytes) { return sha256_hex(bytes) + ".onnx"; }

/// 0: it was not refused.
template <typename Action>
int refusal(Action action) {
  try {
    action();
  } catch (const http::Refused& refused) {
    return refused.status;
  }
  return 0;
}

class ModelStoreTest : public testing::Test {
 protected:
  void put(const std::string& bytes) {
    const auto upload = store_.begin(name_of(bytes), 0, bytes.size());
    upload->write(bytes.data(), bytes.size());
    ASSERT_TRUE(upload->finish().complete);
    // The order of use is the order of the files' times.
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  bool has(const std::string& bytes) const { return store_.have(name_of(bytes)).complete; }

  TemporaryFolder folder_;
  ModelStore store_{folder_ / "models", {.model_bytes = 1000, .cache_bytes = 2500}};
};

TEST_F(ModelStoreTest, KeepsAWholeFileUnderItsDigest) {
  put(content(10));
  const auto pinned = store_.pin(name_of(content(10)));
  ASSERT_NE(pinned, nullptr);
  EXPECT_EQ(read_file(*pinned), content(10));
  EXPECT_EQ(store_.pin(name_of(content(11))), nullptr);
}

TEST_F(ModelStoreTest, GoesOnWhereAnUploadBrokeOff) {
  const std::string bytes = content(900);
  {
    const auto upload = store_.begin(name_of(bytes), 0, 900);
    upload->write(bytes.data(), 300);
  }
  EXPECT_EQ(store_.have(name_of(bytes)).bytes, 300U);
  EXPECT_FALSE(has(bytes));
  EXPECT_EQ(refusal([&] { store_.begin(name_of(bytes), 0, 900); }), 409);
  EXPECT_EQ(refusal([&] { store_.begin(name_of(bytes), 299, 900); }), 409);
  const auto upload = store_.begin(name_of(bytes), 300, 900);
  upload->write(bytes.data(), 600);
  EXPECT_TRUE(upload->finish().complete);
}

TEST_F(ModelStoreTest, GoesOnInALaterProcess) {
  const std::string bytes = content(900);
  {
    ModelStore earlier(folder_ / "others", {});
    earlier.begin(name_of(bytes), 0, 900)->write(bytes.data(), 500);
  }
  ModelStore later(folder_ / "others", {});
  EXPECT_EQ(later.have(name_of(bytes)).bytes, 500U);
}

TEST_F(ModelStoreTest, HasItsFolderAlone) {
  EXPECT_THAT(message_of([&] { ModelStore(folder_ / "models", {}); }),
              HasSubstr("another efs-agent has the folder"));
}

// A process ended after the last byte and before the file had its name.
TEST_F(ModelStoreTest, FinishesAnUploadThatIsWhole) {
  const std::string bytes = content(900);
  write_file_atomically(folder_ / "models" / (name_of(bytes) + ".part"), bytes);
  EXPECT_EQ(store_.have(name_of(bytes)).bytes, 900U);
  EXPECT_TRUE(store_.begin(name_of(bytes), 900, 900)->finish().complete);
  EXPECT_TRUE(has(bytes));
}

TEST_F(ModelStoreTest, BeginsAnewWhereMoreHasComeThanTheFileHas) {
  const std::string bytes = content(900);
  write_file_atomically(folder_ / "models" / (name_of(bytes) + ".part"), content(950));
  const auto upload = store_.begin(name_of(bytes), 0, 900);
  upload->write(bytes.data(), 900);
  EXPECT_TRUE(upload->finish().complete);
}

TEST_F(ModelStoreTest, LeavesFilesOfOthersAlone) {
  const fs::path models = folder_ / "models";
  const std::string digest(64, 'a');
  std::vector<fs::path> others{"thesis.tex",           digest,
                               digest + ".onnx.bak",   digest + ".pt.part.old",
                               "X" + digest + ".onnx", digest + ".engine"};
  for (const fs::path& other : others) write_file_atomically(models / other, content(2000));
  fs::create_directory(models / (digest + ".onnx"));
  fs::create_symlink(models / "thesis.tex", models / (digest + ".pt"));
  for (const char kind : {'a', 'b', 'c', 'd'}) put(content(900, kind));  // more than fit
  EXPECT_FALSE(has(content(900, 'a')));
  for (const fs::path& other : others) EXPECT_EQ(read_file(models / other), content(2000));
  EXPECT_TRUE(fs::is_directory(models / (digest + ".onnx")));
  EXPECT_TRUE(fs::is_symlink(models / (digest + ".pt")));
}

TEST_F(ModelStoreTest, DoesNotFollowLinks) {
  const std::string bytes = content(10);
  const fs::path victim = folder_ / "victim.txt";
  write_file_atomically(victim, "mine");
  fs::create_symlink(victim, folder_ / "models" / (name_of(bytes) + ".part"));
  EXPECT_EQ(refusal([&] { store_.begin(name_of(bytes), 0, 10); }), 507);
  fs::create_symlink(victim, folder_ / "models" / name_of("other"));
  EXPECT_FALSE(has("other"));
  EXPECT_EQ(store_.pin(name_of("other")), nullptr);
  EXPECT_EQ(read_file(victim), "mine");
}

TEST_F(ModelStoreTest, AnEmptyFileIsNoModel) {
  write_file_atomically(folder_ / "models" / name_of(content(10)), "");
  EXPECT_FALSE(has(content(10)));
  put(content(10));
  EXPECT_TRUE(has(content(10)));
}

TEST_F(ModelStoreTest, LeavesSpaceOnTheDisk) {
  ModelStore careful(folder_ / "careful", {.free_bytes = std::uint64_t{1} << 62});
  EXPECT_EQ(refusal([&] { careful.begin(name_of("x"), 0, 1); }), 507);
}

TEST_F(ModelStoreTest, ThrowsAwayAFileOfAnotherDigest) {
  const std::string wanted = name_of(content(10, 'a'));
  const auto upload = store_.begin(wanted, 0, 10);
  upload->write(content(10, 'b').data(), 10);
  EXPECT_EQ(refusal([&] { upload->finish(); }), 422);
  EXPECT_EQ(store_.have(wanted).bytes, 0U);
}

TEST_F(ModelStoreTest, RefusesWhatIsTooLarge) {
  EXPECT_EQ(refusal([&] { store_.begin(name_of("x"), 0, 1001); }), 413);
  EXPECT_EQ(refusal([&] { store_.begin(name_of("x"), 0, 0); }), 413);
  const auto upload = store_.begin(name_of("x"), 0, 3);
  EXPECT_EQ(refusal([&] { upload->write("four", 4); }), 413);
}

TEST_F(ModelStoreTest, HasOneUploadOfAFileAtATime) {
  const auto upload = store_.begin(name_of("abc"), 0, 3);
  EXPECT_EQ(refusal([&] { store_.begin(name_of("abc"), 0, 3); }), 409);
}

TEST_F(ModelStoreTest, RemovesWhatWasUsedLongestAgo) {
  put(content(900, 'a'));
  put(content(900, 'b'));
  store_.pin(name_of(content(900, 'a')));  // used again
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  put(content(900, 'c'));
  EXPECT_TRUE(has(content(900, 'a')));
  EXPECT_FALSE(has(content(900, 'b')));
  EXPECT_TRUE(has(content(900, 'c')));
}

TEST_F(ModelStoreTest, KeepsWhatIsInUseAndSaysThatThereIsNoRoom) {
  put(content(900, 'a'));
  put(content(900, 'b'));
  auto a = store_.pin(name_of(content(900, 'a')));
  const auto b = store_.pin(name_of(content(900, 'b')));
  EXPECT_EQ(refusal([&] { store_.begin(name_of(content(900, 'c')), 0, 900); }), 507);
  a.reset();
  put(content(900, 'c'));
  EXPECT_FALSE(has(content(900, 'a')));
  EXPECT_TRUE(has(content(900, 'b')));
}

}  // namespace
}  // namespace efs::device
