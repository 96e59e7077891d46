// The seam between a model file and what runs it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/filesystem.h"
#include "core/span.h"

namespace efs::device {

/// A loaded model: float32 in, float32 out, batch 1.
/// Contract (tests/device/runtime_contract.h): run() is synchronous (the result is complete when
/// it returns), deterministic for equal inputs, and reads the input anew on each call.
class Session {
 public:
  virtual ~Session() = default;
  /// Values of the input, [1,3,H,W] row-major, input_count() of them.
  virtual std::vector<float> run(Span<const float> input) = 0;
  virtual std::size_t input_count() const = 0;
};

/// One row of the table of runtimes.
struct Runtime {
  std::string name;     // "opencv"
  std::string summary;  // one line
  /// Of the library. Error: it is not on this system.
  std::string (*version)();
  std::string suffix;  // of the model files it takes: ".onnx", ".pt"
  std::unique_ptr<Session> (*load)(const fs::path& model, int threads);
};

/// The runtimes built into this library; tune adds those that need libtorch.
const std::vector<Runtime>& runtimes();

}  // namespace efs::device
