// A process of a test's own that gives back a text.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <stdexcept>
#include <string>

namespace efs {

/// Runs `body` in a process of its own. Made by the main thread while there is no other: what
/// another thread had locked at that moment would stay locked in the new process.
class Child {
 public:
  explicit Child(const std::function<std::string()>& body) {
    int pipe_ends[2];
    if (::pipe(pipe_ends) != 0) throw std::runtime_error("no pipe");
    process_ = ::fork();
    if (process_ == 0) run(body, pipe_ends[1]);
    ::close(pipe_ends[1]);
    output_ = pipe_ends[0];
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Waits; the text that `body` returned.
  std::string result() {
    std::string text;
    char buffer[4096];
    for (ssize_t count; (count = ::read(output_, buffer, sizeof buffer)) > 0;) {
      text.append(buffer, static_cast<std::size_t>(count));
    }
    ::close(output_);
    ::waitpid(process_, nullptr, 0);
    return text;
  }

 private:
  [[noreturn]] static void run(const std::function<std::string()>& body, int output) {
    std::string result;
    try {
      result = body();
    } catch (const std::exception& error) {
      result = std::string("exception: ") + error.what();
    }
    const auto written = ::write(output, result.data(), result.size());
    ::_exit(written == static_cast<ssize_t>(result.size()) ? 0 : 1);
  }

  pid_t process_ = -1;
  int output_ = -1;
};

}  // namespace efs
