#include "core/files/files.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <sstream>

#include "core/error.h"

namespace efs {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr int kNobody = 65534;

class Files : public testing::Test {
 protected:
  Files() {
    std::string name = (fs::temp_directory_path() / "efs_files_XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~Files() override {
    std::error_code ignored;
    fs::permissions(folder_, fs::perms(0755), ignored);
    fs::remove_all(folder_, ignored);
  }

  int entries() const {
    return static_cast<int>(std::distance(fs::directory_iterator(folder_), {}));
  }

  fs::path folder_;
};

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no Error";
}

/// True if `body` holds in a process of its own, which may limit itself.
bool holds_in_child(const std::function<bool()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    bool holds = false;
    try {
      holds = body();
    } catch (...) {
      holds = false;
    }
    ::_exit(holds ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST_F(Files, WhatIsWrittenIsRead) {
  const std::string content("a\0b\r\n\xff", 6);
  write_file_atomically(folder_ / "x", content);
  EXPECT_EQ(read_file(folder_ / "x"), content);
  write_file_atomically(folder_ / "x", "");
  EXPECT_EQ(read_file(folder_ / "x"), "");
  const std::string large(1 << 20, 'q');
  write_file_atomically(folder_ / "x", large);
  EXPECT_EQ(read_file(folder_ / "x"), large);
  EXPECT_EQ(entries(), 1);
}

TEST_F(Files, MissingFoldersAreMade) {
  write_file_atomically(folder_ / "a/b/c.txt", "x");
  EXPECT_EQ(read_file(folder_ / "a/b/c.txt"), "x");
}

TEST_F(Files, ReadErrorsNameThePathAndTheReason) {
  const fs::path missing = folder_ / "missing.txt";
  const auto names_it = AllOf(HasSubstr(missing.string()), HasSubstr("No such file"));
  EXPECT_THAT(message_of([&] { read_file(missing); }), names_it);
  EXPECT_THAT(message_of([&] { MappedFile file(missing); }), names_it);
  EXPECT_THAT(message_of([&] { read_file(folder_); }), HasSubstr("Is a directory"));
}

TEST_F(Files, NothingAppearsBeforeCommit) {
  write_file_atomically(folder_ / "x", "old");
  {
    AtomicFile file(folder_ / "x");
    file.write("new");
    EXPECT_EQ(read_file(folder_ / "x"), "old");
    EXPECT_LE(entries(), 2);
  }  // no commit: as if an exception had passed
  EXPECT_EQ(read_file(folder_ / "x"), "old");
  EXPECT_EQ(entries(), 1);
}

TEST_F(Files, AKilledWriterLeavesNothing) {
  const int probe = ::open(folder_.c_str(), O_TMPFILE | O_WRONLY, 0644);
  const int allowed = probe < 0 ? 2 : 1;  // not every file system has files without a name
  ::close(probe);
  write_file_atomically(folder_ / "x", "old");
  const pid_t child = ::fork();
  if (child == 0) {
    AtomicFile file(folder_ / "x");
    file.write("new");
    ::raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(read_file(folder_ / "x"), "old");
  EXPECT_LE(entries(), allowed);
}

TEST_F(Files, PiecesAreJoinedAtCommit) {
  AtomicFile file(folder_ / "x");
  file.write("one ");
  file.write("two", 3);
  file.commit();
  EXPECT_EQ(read_file(folder_ / "x"), "one two");
  EXPECT_EQ(entries(), 1);
}

TEST_F(Files, TwoWritersOfOneFileDoNotMix) {
  AtomicFile first(folder_ / "x");
  AtomicFile second(folder_ / "x");
  first.write("first");
  second.write("second");
  first.commit();
  EXPECT_EQ(read_file(folder_ / "x"), "first");
  second.commit();
  EXPECT_EQ(read_file(folder_ / "x"), "second");
}

TEST_F(Files, AFullDiskKeepsTheOldFileAndLeavesNoOther) {
  write_file_atomically(folder_ / "x", "old");
  EXPECT_TRUE(holds_in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return false;
    const std::string message =
        message_of([&] { write_file_atomically(folder_ / "x", std::string(5000, 'n')); });
    return message.find((folder_ / "x").string() + ": File too large") != std::string::npos;
  }));
  EXPECT_EQ(read_file(folder_ / "x"), "old");
  EXPECT_EQ(entries(), 1);
}

TEST_F(Files, AReadOnlyFolderIsNamed) {
  fs::permissions(folder_, fs::perms(0555));
  EXPECT_TRUE(holds_in_child([&] {  // root is stopped by no permission
    if (::geteuid() == 0 && (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)) return false;
    const auto file = message_of([&] { write_file_atomically(folder_ / "x", "new"); });
    const auto deep = message_of([&] { write_file_atomically(folder_ / "a/x", "new"); });
    return file == "cannot write " + (folder_ / "x").string() + ": Permission denied" &&
           deep == "cannot make the folder " + (folder_ / "a").string() + ": Permission denied";
  }));
  EXPECT_EQ(entries(), 0);
}

TEST_F(Files, AFolderIsNotReplacedByAFile) {
  fs::create_directory(folder_ / "x");
  EXPECT_THAT(message_of([&] { write_file_atomically(folder_ / "x", "new"); }),
              HasSubstr((folder_ / "x").string()));
  EXPECT_EQ(entries(), 1);
}

/// Of mapped files, as Linux counts it for this process.
long resident_file_kib() {
  std::istringstream status(read_file("/proc/self/status"));
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("RssFile:")) return std::stol(line.substr(8));
  }
  return -1;
}

TEST_F(Files, AMappedFileThatIsForgottenLeavesTheProcessAndShowsTheSameBytes) {
  const std::string content(32 << 20, 'x');
  write_file_atomically(folder_ / "x", content);
  const MappedFile file(folder_ / "x");
  const auto sum = [&] {
    return std::count(file.bytes().begin(), file.bytes().end(), std::byte{'x'});
  };
  EXPECT_EQ(sum(), 32 << 20);
  const long read = resident_file_kib();
  file.forget();
  EXPECT_LE(resident_file_kib(), read - (30 << 10));
  EXPECT_EQ(sum(), 32 << 20);
}

TEST_F(Files, AMappedFileShowsTheBytes) {
  write_file_atomically(folder_ / "x", "bytes");
  MappedFile first(folder_ / "x");
  ASSERT_EQ(first.bytes().size(), 5u);
  EXPECT_EQ(first.bytes()[4], std::byte{'s'});
  MappedFile second = std::move(first);
  EXPECT_EQ(second.bytes()[0], std::byte{'b'});
  write_file_atomically(folder_ / "empty", "");
  second = MappedFile(folder_ / "empty");
  EXPECT_TRUE(second.bytes().empty());
}

}  // namespace
}  // namespace efs
