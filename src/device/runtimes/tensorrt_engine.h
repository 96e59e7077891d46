// From an ONNX file to an engine, by TensorRT's builder and its ONNX parser.
#pragma once

#include <NvInfer.h>

#include <memory>
#include <mutex>
#include <string>

namespace efs::device::trt {

/// Keeps TensorRT's error messages. Any thread may call.
class Logger final : public nvinfer1::ILogger {
 public:
  void log(Severity severity, const nvinfer1::AsciiChar* message) noexcept override;
  /// The errors since the last call of this; "it gave no reason" if there are none.
  std::string take_errors();

 private:
  std::mutex mutex_;
  std::string errors_;
};

/// One for the process: TensorRT knows only the first that it is given.
Logger& logger();

/// Error "TensorRT cannot WHAT: ..." with the logger's messages.
[[noreturn]] void fail_to(const char* what);

/// Owns what a call of TensorRT made; fail_to(what) if that is null.
template <typename T>
std::unique_ptr<T> own(T* made, const char* what) {
  if (made == nullptr) fail_to(what);
  return std::unique_ptr<T>(made);
}

struct Built {
  std::string engine;
  std::string timings;  // of kernels, both given and measured now
};

/// `timings` of an earlier build on this GPU spare time; they may be empty. Error: the parser's, with
/// the node that it does not take, or the builder's.
Built build_engine(const std::string& onnx, bool fp16, const std::string& timings);

}  // namespace efs::device::trt
