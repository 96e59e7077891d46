// ONNX Runtime's shared library, loaded when it is first needed.
#pragma once

#include <string>

#include "device/runtimes/onnxruntime_api.h"

namespace efs::device::ort {

/// The environment variable that names the library's file.
constexpr const char* kLibraryVariable = "EFS_ONNXRUNTIME";

/// How to get the library, with that variable's name.
std::string how_to_get_library();

/// Debian's library registers ONNX's operators in the libonnx that it shares with this process, which
/// complains on std::cerr about each that is registered already, when the library starts or when a
/// model is loaded: keep SilencedErrors then.
class Library {
 public:
  /// Loads the file that EFS_ONNXRUNTIME names, else libonnxruntime.so.1, libonnxruntime.so or
  /// libonnxruntime.so.1.N as the system's loader finds it. Error says how to get one: none is
  /// found, or the file is not ONNX Runtime. The next call then looks again.
  static const Library& get();
  /// Whether one is found. Error: the file is not ONNX Runtime.
  static bool is_here();

  const Api& api() const { return *api_; }
  const std::string& version() const { return version_; }
  Env* env() const { return env_; }
  /// Error with ONNX Runtime's message, unless the call that returned `status` succeeded.
  void check(Status* status) const;

 private:
  Library();

  const Api* api_ = nullptr;
  std::string version_;
  Env* env_ = nullptr;  // lives as long as the process, as the library
};

}  // namespace efs::device::ort
