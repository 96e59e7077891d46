#include "core/process/process_guard.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <ctime>

namespace efs {
namespace {

constexpr int kFailed = 3;  // the descriptor after standard input, output and error
constexpr timespec kLook{1, 0};
constexpr timespec kBetweenRounds{0, 5'000'000};
constexpr int kMostRounds = 400;  // where a process cannot be killed, it is left after 2 s

void close_from(int first) {
#ifdef SYS_close_range
  if (::syscall(SYS_close_range, static_cast<unsigned>(first), ~0U, 0U) == 0) return;
#endif
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const int last = static_cast<int>(std::min<rlim_t>(limit.rlim_cur, 65536));
  for (int descriptor = first; descriptor < last; ++descriptor) ::close(descriptor);
}

/// The parent of a process, from /proc/PID/stat; 0: there is none such.
pid_t parent_of(int proc, const char* pid) {
  char path[32];
  std::size_t length = ::strnlen(pid, 20);
  std::memcpy(path, pid, length);
  std::memcpy(path + length, "/stat", 6);
  const int file = ::openat(proc, path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  char text[512];
  const ssize_t count = ::read(file, text, sizeof text - 1);
  ::close(file);
  if (count <= 0) return 0;
  text[count] = '\0';
  const char* at = std::strrchr(text, ')');  // of the name, which may hold anything
  if (at == nullptr || std::strlen(at) < 5) return 0;
  pid_t parent = 0;
  for (at += 4; *at >= '0' && *at <= '9'; ++at) parent = 10 * parent + (*at - '0');
  return parent;
}

pid_t number_of(const char* name) {
  pid_t number = 0;
  for (; *name >= '0' && *name <= '9'; ++name) number = 10 * number + (*name - '0');
  return *name == '\0' ? number : 0;
}

/// getdents64(2); opendir() may allocate.
struct Entry {
  std::uint64_t inode;
  std::int64_t offset;
  unsigned short length;
  unsigned char type;
  char name[1];
};

void kill_children() {
  const int proc = ::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (proc < 0) return;
  const pid_t self = ::getpid();
  alignas(Entry) char buffer[4096];
  long count = 0;
  while ((count = ::syscall(SYS_getdents64, proc, buffer, sizeof buffer)) > 0) {
    for (long at = 0; at < count;) {
      const auto* entry = reinterpret_cast<const Entry*>(buffer + at);
      at += entry->length;
      const pid_t pid = number_of(entry->name);
      if (pid > 0 && parent_of(proc, entry->name) == self) ::kill(pid, SIGKILL);
    }
  }
  ::close(proc);
}

/// Takes away those that have ended, and notes how `program` did. False: there are no others left.
bool reap(pid_t program, int& status) {
  int ended = 0;
  pid_t pid = 0;
  while ((pid = ::waitpid(-1, &ended, WNOHANG)) > 0) {
    if (pid == program) status = ended;
  }
  return pid == 0;
}

int move_up(int descriptor) { return ::fcntl(descriptor, F_DUPFD, 2 * kFailed); }

[[noreturn]] void become(const GuardedProgram& program, pid_t guard) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != guard) ::_exit(127);  // it died before the line above
  // Out of the way of the numbers that they are to have.
  const int moved[] = {move_up(program.in), move_up(program.out), move_up(program.err),
                       move_up(program.failed)};
  for (int descriptor = 0; descriptor <= kFailed; ++descriptor) {
    ::dup2(moved[descriptor], descriptor);
  }
  ::fcntl(kFailed, F_SETFD, FD_CLOEXEC);
  close_from(kFailed + 1);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);  // an ignored signal stays ignored in a new program
  ::execvp(program.words[0], program.words);
  const int error = errno;
  if (::write(kFailed, &error, sizeof error) < 0) ::_exit(126);
  ::_exit(127);
}

}  // namespace

void guard_program(const GuardedProgram& program, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(127);
  ::setpgid(0, 0);
  // Whoever loses its parent down there becomes a child of this process.
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  sigset_t all, heard;
  ::sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  ::sigemptyset(&heard);
  ::sigaddset(&heard, SIGTERM);
  ::sigaddset(&heard, SIGCHLD);
  ::signal(SIGCHLD, SIG_DFL);
  const pid_t guard = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) become(program, guard);
  if (child < 0) {
    const int error = errno;
    ::_exit(::write(program.failed, &error, sizeof error) < 0 ? 126 : 127);
  }
  close_from(0);
  int status = -1;  // as long as it runs
  while (reap(child, status) && status == -1) {
    if (::sigtimedwait(&heard, nullptr, &kLook) == SIGTERM) break;
  }
  for (int round = 0; round < kMostRounds && reap(child, status); ++round) {
    kill_children();
    ::nanosleep(&kBetweenRounds, nullptr);
  }
  if (status == -1) ::_exit(128 + SIGKILL);
  ::_exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
}

}  // namespace efs
