#include "core/process/standard_streams.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <mutex>
#include <utility>

namespace efs {
namespace {

std::mutex silence_mutex;
int silences = 0;
std::streambuf* written_to = nullptr;

}  // namespace

SilencedErrors::SilencedErrors() {
  const std::lock_guard<std::mutex> lock(silence_mutex);
  if (silences++ == 0) written_to = std::cerr.rdbuf(nullptr);
}

SilencedErrors::~SilencedErrors() {
  const std::lock_guard<std::mutex> lock(silence_mutex);
  if (--silences == 0) std::cerr.rdbuf(written_to);
}

void hold_standard_streams() {
  for (int descriptor = 0; descriptor <= 2; ++descriptor) {
    if (::fcntl(descriptor, F_GETFD) != -1 || errno != EBADF) continue;
    // The lowest free number, which is this one.
    const int held = ::open("/dev/null", O_RDONLY);
    if (held >= 0 && held != descriptor) ::close(held);
  }
}

int code_after_output(int code, const char* program, int reason) {
  static bool told = false;
  const bool flushed = std::fflush(stdout) == 0;
  if (!flushed && reason == 0) reason = errno;
  if (flushed && std::ferror(stdout) == 0) return code;
  // stdio has forgotten why: another try says it again.
  if (reason == 0 && ::write(STDOUT_FILENO, "\n", 1) < 0) reason = errno;
  if (reason != EPIPE && !std::exchange(told, true)) {
    std::fprintf(stderr, "%s: cannot write the output: %s\n", program,
                 reason != 0 ? std::strerror(reason) : "part of it is lost");
  }
  return code == 0 ? 1 : code;
}

}  // namespace efs
