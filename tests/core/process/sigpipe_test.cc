#include "core/process/sigpipe.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace efs {
namespace {

/// A pipe that nobody reads.
int closed_pipe() {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  ::close(ends[0]);
  return ends[1];
}

TEST(NoSigpipe, AWriteToNobodyFails) {
  const int pipe = closed_pipe();
  {
    const NoSigpipe quiet;
    EXPECT_EQ(::write(pipe, "x", 1), -1);
    EXPECT_EQ(errno, EPIPE);
  }
  // Nothing of it is left to be delivered later.
  sigset_t pending;
  ::sigpending(&pending);
  EXPECT_EQ(::sigismember(&pending, SIGPIPE), 0);
  ::close(pipe);
}

// As `efs ... | head` ends.
TEST(NoSigpipe, OthersKeepTheUsualSignal) {
  const int pipe = closed_pipe();
  const pid_t process = ::fork();
  if (process == 0) {
    ::signal(SIGPIPE, SIG_DFL);
    { const NoSigpipe quiet; }
    if (::write(pipe, "x", 1) < 0) ::_exit(1);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(process, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE);
  ::close(pipe);
}

}  // namespace
}  // namespace efs
