#include "core/terminal/progress.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <limits>

namespace efs {
namespace {

/// What is written to `write_end` until it is closed, as read from `read_end`.
class Channel {
 public:
  int write_end() const { return write_end_; }
  std::string drain() {
    std::string text;
    char buffer[4096];
    pollfd ready{read_end_, POLLIN, 0};
    while (::poll(&ready, 1, 0) == 1) {
      const ssize_t count = ::read(read_end_, buffer, sizeof buffer);
      if (count <= 0) break;
      text.append(buffer, static_cast<std::size_t>(count));
    }
    return text;
  }
  ~Channel() {
    ::close(read_end_);
    ::close(write_end_);
  }

 protected:
  int read_end_ = -1;
  int write_end_ = -1;
};

class Pipe : public Channel {
 public:
  Pipe() {
    int ends[2];
    if (::pipe(ends) != 0) std::abort();
    read_end_ = ends[0];
    write_end_ = ends[1];
  }
};

/// A terminal of `columns` columns.
class Terminal : public Channel {
 public:
  explicit Terminal(unsigned short columns) {
    ::setenv("TERM", "xterm", 1);
    read_end_ = ::posix_openpt(O_RDWR | O_NOCTTY);
    if (read_end_ < 0 || ::grantpt(read_end_) != 0 || ::unlockpt(read_end_) != 0) std::abort();
    write_end_ = ::open(::ptsname(read_end_), O_RDWR | O_NOCTTY);
    const winsize size{24, columns, 0, 0};
    if (::ioctl(write_end_, TIOCSWINSZ, &size) != 0) std::abort();
  }
};

TEST(Progress, OnATerminalOneLineIsRewrittenAndCutToTheWidth) {
  Terminal terminal(10);
  {
    Progress progress(10.0, terminal.write_end());
    progress.update("trial 1");
    EXPECT_EQ(terminal.drain(), "\r\x1b[Ktrial 1");
    progress.update("trial 2 of 84");
    EXPECT_EQ(terminal.drain(), "\r\x1b[Ktrial 2 o");  // 9 of 10 columns
    progress.update("\xC3\xA4\xC3\xB6\xC3\xBC 456789abc");
    EXPECT_EQ(terminal.drain(), "\r\x1b[K\xC3\xA4\xC3\xB6\xC3\xBC 45678");
  }
  EXPECT_EQ(terminal.drain(), "\r\x1b[K");
}

TEST(Progress, OnATerminalANoteStaysAboveTheLine) {
  Terminal terminal(80);
  Progress progress(10.0, terminal.write_end());
  progress.update("working");
  terminal.drain();
  progress.note("kept");
  EXPECT_EQ(terminal.drain(),
            "\r\x1b[Kkept\r\n"
            "working");  // the terminal adds \r
}

// Standard output and the progress line are one terminal for most who look at them.
TEST(Progress, AResultHasTheTerminalsLineOutOfItsWay) {
  Terminal terminal(80);
  Progress progress(10.0, terminal.write_end());
  progress.update("measured a: 0.58 ms");
  terminal.drain();
  std::fflush(stdout);
  const int own = ::dup(STDOUT_FILENO);
  ::dup2(terminal.write_end(), STDOUT_FILENO);
  progress.print("workers  1 of 1 thread");
  ::dup2(own, STDOUT_FILENO);
  ::close(own);
  EXPECT_EQ(terminal.drain(), "\r\x1b[Kworkers  1 of 1 thread\r\nmeasured a: 0.58 ms");
}

TEST(Progress, ElsewhereWholeLinesAtIntervals) {
  Pipe pipe;
  {
    Progress progress(3600.0, pipe.write_end());
    progress.update("one");
    progress.update("two");
    progress.note("kept");
    progress.update("three");
    EXPECT_EQ(pipe.drain(), "one\nkept\n");
  }
  EXPECT_EQ(pipe.drain(), "three\n");  // the last state is worth a line
}

TEST(Progress, WithoutAnIntervalEveryLineIsWritten) {
  Pipe pipe;
  {
    Progress progress(0.0, pipe.write_end());
    progress.update("one");
    progress.update("two");
  }
  EXPECT_EQ(pipe.drain(), "one\ntwo\n");
}

TEST(Progress, ADumbTerminalGetsPlainLines) {
  Terminal terminal(80);
  ::setenv("TERM", "dumb", 1);
  {
    Progress progress(0.0, terminal.write_end());
    progress.update("one");
  }
  ::setenv("TERM", "xterm", 1);
  EXPECT_EQ(terminal.drain(), "one\r\n");
}

TEST(FormatDuration, KnownAnswers) {
  EXPECT_EQ(format_duration(0.0), "0.0 s");
  EXPECT_EQ(format_duration(1.24), "1.2 s");
  EXPECT_EQ(format_duration(59.94), "59.9 s");
  EXPECT_EQ(format_duration(59.96), "1 min 00 s");
  EXPECT_EQ(format_duration(185.0), "3 min 05 s");
  EXPECT_EQ(format_duration(3599.6), "1 h 00 min");
  EXPECT_EQ(format_duration(7800.0), "2 h 10 min");
  EXPECT_EQ(format_duration(86400.0 - 20.0), "1 d 00 h");
  EXPECT_EQ(format_duration(3 * 86400.0 + 4 * 3600.0), "3 d 04 h");
  EXPECT_EQ(format_duration(-1.0), "?");
  EXPECT_EQ(format_duration(std::numeric_limits<double>::quiet_NaN()), "?");
  EXPECT_EQ(format_duration(std::numeric_limits<double>::infinity()), "?");
}

}  // namespace
}  // namespace efs
