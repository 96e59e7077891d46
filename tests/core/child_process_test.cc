#include "core/child_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
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

// What it started itself must not live on either.
TEST(ChildProcess, DiesWithItsDescendants) {
  pid_t grandchild = 0;
  {
    ChildProcess child(shell("sleep 600 & echo $!; wait"), "");
    std::string line;
    ASSERT_EQ(child.read_line(line, 20.0), ChildProcess::Read::kLine);
    grandchild = std::stoi(line);
    ASSERT_EQ(::kill(grandchild, 0), 0);
  }
  // A dead one that its adopter has not taken away yet is a zombie (proc(5): state Z).
  const auto lives = [&] {
    std::ifstream stat("/proc/" + std::to_string(grandchild) + "/stat");
    std::string number, name, state;
    return (stat >> number >> name >> state) && state != "Z";
  };
  for (int i = 0; i < 500 && lives(); ++i) ::usleep(10'000);
  EXPECT_FALSE(lives());
}

TEST(ChildProcess, SaysWhatCannotBeStarted) {
  EXPECT_THAT(message_of([] { ChildProcess({"/no/such/program"}, ""); }),
              HasSubstr("cannot start /no/such/program: No such file"));
}

}  // namespace
}  // namespace efs
