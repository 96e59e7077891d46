#include "core/process/child_process.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "core/clock.h"
#include "core/error.h"
#include "support/message_of.h"

namespace efs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> lines_of(ChildProcess& child) {
  std::vector<std::string> lines;
  for (std::string line; child.read_line(line, 20.0) == ChildProcess::Read::kLine;) {
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> shell(const std::string& script) { return {"sh", "-c", script}; }

TEST(ChildProcess, GivesItsLinesAndHowItEnded) {
  ChildProcess child(shell("echo one; echo; printf 'no end'; exit 3"), "");
  EXPECT_THAT(lines_of(child), ElementsAre("one", "", "no end"));
  const ProcessEnd end = child.wait();
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_FALSE(end.by_signal());
}

TEST(ChildProcess, ReadsItsInputToTheEnd) {
  const std::string input(3 << 20, 'x');  // more than a pipe holds
  ChildProcess child(shell("wc -c"), input);
  EXPECT_THAT(lines_of(child), ElementsAre(std::to_string(input.size())));
}

TEST(ChildProcess, MayLeaveItsInputUnread) {
  ChildProcess child(shell("exec 0<&-; echo done"), std::string(3 << 20, 'x'));
  EXPECT_THAT(lines_of(child), ElementsAre("done"));
  EXPECT_EQ(child.wait().exit_code, 0);
}

TEST(ChildProcess, KeepsTheEndOfItsErrors) {
  ChildProcess child(shell("seq 100000 >&2; echo out"), "");
  EXPECT_THAT(lines_of(child), ElementsAre("out"));
  EXPECT_LE(child.errors().size(), 4096U);
  EXPECT_THAT(child.errors(), HasSubstr("99999\n"));
}

TEST(ChildProcess, TellsASignalFromAnExit) {
  ChildProcess child(shell("kill -SEGV $$"), "");
  EXPECT_THAT(lines_of(child), ElementsAre());
  EXPECT_THAT(child.wait().describe(), HasSubstr("signal 11"));
}

TEST(ChildProcess, TimesOutWithoutALine) {
  ChildProcess child(shell("sleep 600"), "");
  std::string line;
  EXPECT_EQ(child.read_line(line, 0.05), ChildProcess::Read::kTimeout);
  child.kill();
  EXPECT_TRUE(child.wait().killed());
}

/// One that has died and was not taken away yet is a zombie (proc(5): state Z).
bool lives(pid_t process) {
  std::ifstream stat("/proc/" + std::to_string(process) + "/stat");
  std::string number, name, state;
  return (stat >> number >> name >> state) && state != "Z";
}

bool ends(pid_t process) {
  for (int i = 0; i < 2000 && lives(process); ++i) ::usleep(10'000);
  return !lives(process);
}

/// A wrapper, as people write them: its program is another process, in a session of its own.
const std::string kWrapper = "setsid sh -c 'sleep 600 & echo $!; wait'; true";

pid_t number_of(ChildProcess& child) {
  std::string line;
  return child.read_line(line, 20.0) == ChildProcess::Read::kLine ? std::stoi(line) : 0;
}

// What it started itself must not live on either.
TEST(ChildProcess, DiesWithItsDescendants) {
  for (const std::string& script : {std::string("sleep 600 & echo $!; wait"), kWrapper}) {
    pid_t grandchild = 0;
    {
      ChildProcess child(shell(script), "");
      grandchild = number_of(child);
      ASSERT_TRUE(lives(grandchild));
    }
    EXPECT_FALSE(lives(grandchild)) << script;
  }
}

TEST(ChildProcess, LeavesNothingBehindWhenItEnds) {
  ChildProcess child(shell("sleep 600 & echo $!"), "");
  const pid_t left = number_of(child);
  EXPECT_THAT(lines_of(child), ElementsAre());
  EXPECT_EQ(child.wait().exit_code, 0);
  EXPECT_FALSE(lives(left));
}

// However the process dies that started it: here as by kill -9.
TEST(ChildProcess, ItsDescendantsDieWithWhoStartedIt) {
  int ends_of_pipe[2];
  ASSERT_EQ(::pipe(ends_of_pipe), 0);
  const pid_t starter = ::fork();
  if (starter == 0) {
    ChildProcess child(shell(kWrapper), "");
    const pid_t grandchild = number_of(child);
    if (::write(ends_of_pipe[1], &grandchild, sizeof grandchild) < 0) ::_exit(1);
    ::kill(::getpid(), SIGKILL);
  }
  pid_t grandchild = 0;
  ASSERT_EQ(::read(ends_of_pipe[0], &grandchild, sizeof grandchild), sizeof grandchild);
  for (const int descriptor : ends_of_pipe) ::close(descriptor);
  ::waitpid(starter, nullptr, 0);
  EXPECT_TRUE(ends(grandchild));
}

TEST(ChildProcess, GetsNoFilesOfOthers) {
  const int open_file = ::open("/dev/null", O_RDONLY);  // which exec would not close
  ASSERT_GT(open_file, 2);
  ChildProcess child(shell("ls /proc/$$/fd; :"), "");
  EXPECT_THAT(lines_of(child), ElementsAre("0", "1", "2"));
  ::close(open_file);
}

TEST(ChildProcess, CutsItsErrorsBetweenCharacters) {
  // Bytes C3 A4 again and again, and an odd number after them.
  ChildProcess child(
      shell("yes '\u00e4' | head -c 9000 >/dev/null; for i in $(seq 3000); do printf "
            "'\303\244' >&2; done; printf x >&2"),
      "");
  EXPECT_THAT(lines_of(child), ElementsAre());
  EXPECT_EQ(static_cast<unsigned char>(child.errors().front()), 0xC3);
}

TEST(ChildProcess, SaysWhatCannotBeStarted) {
  EXPECT_THAT(message_of([] { ChildProcess({"/no/such/program"}, ""); }),
              HasSubstr("cannot start /no/such/program: No such file"));
  try {
    ChildProcess({"/no/such/program"}, "");
  } catch (const NotStarted& error) {
    EXPECT_EQ(error.code(), ENOENT);
  }
}

}  // namespace
}  // namespace efs
