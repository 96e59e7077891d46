#include "core/terminal/terminal.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace efs {
namespace {

/// A terminal of 60 columns that nobody reads.
class Terminal : public ::testing::Test {
 protected:
  Terminal() {
    ::grantpt(master_);
    ::unlockpt(master_);
    slave_ = ::open(::ptsname(master_), O_RDWR | O_NOCTTY);
    winsize size{.ws_row = 20, .ws_col = 60, .ws_xpixel = 0, .ws_ypixel = 0};
    ::ioctl(slave_, TIOCSWINSZ, &size);
    ::setenv("TERM", "xterm", 1);
    ::unsetenv("NO_COLOR");
  }
  ~Terminal() override {
    ::close(slave_);
    ::close(master_);
    ::unsetenv("NO_COLOR");
  }

  int master_ = ::posix_openpt(O_RDWR | O_NOCTTY);
  int slave_ = -1;
};

TEST_F(Terminal, KnowsItsWidth) {
  ASSERT_GE(slave_, 0);
  EXPECT_TRUE(is_terminal(slave_));
  EXPECT_EQ(terminal_width(slave_), 60U);
}

TEST_F(Terminal, HasColoursUnlessAskedNotTo) {
  EXPECT_TRUE(wants_colour(slave_));
  ::setenv("NO_COLOR", "", 1);
  EXPECT_TRUE(wants_colour(slave_));  // as https://no-color.org says
  ::setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(wants_colour(slave_));
  ::unsetenv("NO_COLOR");
  ::setenv("TERM", "dumb", 1);
  EXPECT_FALSE(wants_colour(slave_));
}

TEST(NoTerminal, HasNoColourAndNoWidth) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  EXPECT_FALSE(is_terminal(ends[1]));
  EXPECT_FALSE(wants_colour(ends[1]));
  EXPECT_EQ(terminal_width(ends[1]), 80U);
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace efs
