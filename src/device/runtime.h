// The seam between a model file and what runs it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/files/filesystem.h"
#include "core/span.h"
#include "device/latency_result.h"

namespace efs::device {

/// A loaded model: float32 in, float32 out.
/// Contract (tests/device/runtime_contract.h): run() is synchronous (the result is complete when
/// it returns), deterministic for equal inputs, and reads the input anew on each call.
class Session {
 public:
  virtual ~Session() = default;
  /// Values of the input, [1,3,H,W] row-major, input_count() of them; [N,3,H,W] of a file or
  /// LoadOptions with another batch. The result holds all outputs, one after the other in the file's
  /// order, and in each the images.
  virtual std::vector<float> run(Span<const float> input) = 0;
  virtual std::size_t input_count() const = 0;
  /// Seconds of loading spent on what is kept for the next time, such as an engine; they do not
  /// count in a cold start. 0: nothing had to be made.
  virtual double build_s() const { return 0.0; }
};

/// How a model is loaded.
struct LoadOptions {
  int threads = 1;
  /// "fp32": the precision of the file; another: the runtime must have or convert to it, or it
  /// throws UsageError (file_precision.h).
  std::string precision = "fp32";
  /// Is told of steps that take long.
  MeasurementProgress progress = {};
  /// Images of a run, at least 1, where the file takes any number.
  int batch = 1;
};

/// One row of the table of runtimes.
struct Runtime {
  std::string name;     // "opencv"
  std::string summary;  // one line
  /// The library's version. Error: the library is not on this system.
  std::function<std::string()> version;
  std::string suffix;  // of the model files it takes: ".onnx", ".pt"
  /// One of the two is set: `load` makes a session that is timed here; `benchmark` runs a program
  /// that times itself, and only the times of its result count.
  std::function<std::unique_ptr<Session>(const fs::path& model, const LoadOptions& options)> load =
      {};
  std::function<LatencyResult(const MeasureTask& task, const MeasurementProgress& progress)>
      benchmark = {};
  /// The precisions in which it can run a file of fp32.
  std::vector<std::string> precisions = {"fp32"};
  /// Runs of several images are right; otherwise load() refuses them.
  bool takes_batches = true;
};

}  // namespace efs::device
