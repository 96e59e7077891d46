// The environment that a test and the programs that it starts find.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>

namespace efs {

/// Sets a variable as long as it lives.
class EnvironmentVariable {
 public:
  EnvironmentVariable(const char* name, const std::string& value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    ::setenv(name, value.c_str(), 1);
  }
  ~EnvironmentVariable() { before_ ? ::setenv(name_, before_->c_str(), 1) : ::unsetenv(name_); }
  EnvironmentVariable(const EnvironmentVariable&) = delete;
  EnvironmentVariable& operator=(const EnvironmentVariable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> before_;
};

/// Whether ONNX Runtime is found without EFS_ONNXRUNTIME.
inline bool system_has_onnxruntime() {
  return std::system("PATH=$PATH:/sbin ldconfig -p | grep -q 'libonnxruntime[.]so'") == 0;
}

}  // namespace efs
