#include "core/process/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/clock.h"
#include "core/error.h"
#include "core/process/process_guard.h"

namespace efs {

namespace {

constexpr std::size_t kLongestLine = 64U << 20;
constexpr std::size_t kErrorsKept = 4096;

/// `sockets`: unlike a pipe's, their end can be written to without a SIGPIPE where nobody reads.
struct Pipe {
  explicit Pipe(bool sockets = false) {
    int ends[2];
    const int result = sockets ? ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)
                               : ::pipe2(ends, O_CLOEXEC);
    if (result != 0) {
      fail("cannot make a {} to another program: {}", sockets ? "socket" : "pipe",
           std::strerror(errno));
    }
    read = ends[0];
    write = ends[1];
  }
  int read, write;
};

/// Where the last `kept` bytes begin, but not in the middle of a character of UTF-8.
std::size_t cut_before(const std::string& text, std::size_t kept) {
  std::size_t at = text.size() - kept;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

void close_once(int& descriptor) {
  if (descriptor >= 0) ::close(descriptor);
  descriptor = -1;
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& words, const std::string& input)
    : to_write_(input) {
  std::vector<std::string> copies(words);
  std::vector<char*> pointers;
  for (std::string& word : copies) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const Pipe in(/*sockets=*/true), out, err, failed;
  const pid_t parent = ::getpid();
  process_ = ::fork();
  if (process_ == 0) {
    guard_program({pointers.data(), in.read, out.write, err.write, failed.write}, parent);
  }
  for (int descriptor : {in.read, out.write, err.write, failed.write}) ::close(descriptor);
  input_ = in.write;
  output_ = out.read;
  error_ = err.read;
  int error = process_ < 0 ? errno : 0;
  while (process_ > 0 && ::read(failed.read, &error, sizeof error) < 0 && errno == EINTR) {
  }
  ::close(failed.read);
  if (error != 0) {
    if (process_ > 0) wait();
    for (int* descriptor : {&input_, &output_, &error_}) close_once(*descriptor);
    throw NotStarted(fmt::format("cannot start {}: {}", words.front(), std::strerror(error)),
                     error);
  }
  for (int descriptor : {input_, output_, error_}) {
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
  }
}

ChildProcess::~ChildProcess() {
  if (process_ != 0) {
    kill();
    wait();
  }
  for (int* descriptor : {&input_, &output_, &error_}) close_once(*descriptor);
}

void ChildProcess::feed() {
  const ssize_t count = ::send(input_, to_write_.data(), to_write_.size(), MSG_NOSIGNAL);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count > 0) to_write_.erase(0, static_cast<std::size_t>(count));
  if (count < 0 || to_write_.empty()) close_once(input_);  // nobody reads, or it is all
}

bool ChildProcess::drain(int descriptor, std::string& into) {
  char buffer[1 << 16];
  const ssize_t count = ::read(descriptor, buffer, sizeof buffer);
  if (count > 0) into.append(buffer, static_cast<std::size_t>(count));
  return count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR));
}

ChildProcess::Read ChildProcess::read_line(std::string& line, double timeout_s) {
  const double end_s = now_s() + timeout_s;
  while (true) {
    const std::size_t end = read_.find('\n');
    if (end != std::string::npos) {
      line = read_.substr(0, end);
      read_.erase(0, end + 1);
      return Read::kLine;
    }
    if (read_.size() > kLongestLine) fail("another program wrote a line without an end");
    if (output_ < 0) {
      if (read_.empty()) return Read::kEnd;
      line.clear();
      line.swap(read_);
      return Read::kLine;
    }
    const double left_s = end_s - now_s();
    if (left_s <= 0.0) return Read::kTimeout;
    pollfd waits[] = {{output_, POLLIN, 0}, {error_, POLLIN, 0}, {input_, POLLOUT, 0}};
    ::poll(waits, 3, static_cast<int>(left_s * 1e3) + 1);  // descriptors of -1 are left out
    if (waits[2].revents != 0) feed();
    if (waits[1].revents != 0 && !drain(error_, errors_)) close_once(error_);
    if (errors_.size() > kErrorsKept) errors_.erase(0, cut_before(errors_, kErrorsKept));
    if (waits[0].revents != 0 && !drain(output_, read_)) close_once(output_);
  }
}

void ChildProcess::kill() {
  if (process_ != 0) ::kill(process_, SIGTERM);  // the guard, which kills all of them
}

ProcessEnd ChildProcess::wait() {
  int status = 0;
  while (process_ != 0 && ::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  process_ = 0;
  return process_end(status);
}

}  // namespace efs
