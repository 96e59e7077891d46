// Failures that a user can act on. Outcomes (a pruned or diverged trial) are values, not errors.
#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string>

namespace efs {

/// A failure whose message names the thing, the rule and the cure. Only `main` prints it;
/// the exit code is 1.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The command line or the configuration is wrong; the exit code is 2.
class UsageError : public Error {
 public:
  using Error::Error;
};

/// A fault of the machine (a full disk, no permission, too many open files) and not of the work, so
/// that trying again after a cure makes sense.
class SystemError : public Error {
 public:
  SystemError(const std::string& message, int code) : Error(message), code_(code) {}
  /// errno
  int code() const { return code_; }

 private:
  int code_;
};

/// Throws Error with a formatted message.
template <typename... Args>
[[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(fmt::format(format, std::forward<Args>(args)...));
}

/// Throws UsageError with a formatted message.
template <typename... Args>
[[noreturn]] void fail_usage(fmt::format_string<Args...> format, Args&&... args) {
  throw UsageError(fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace efs
