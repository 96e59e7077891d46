// The options and the result of a measurement.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/files/filesystem.h"
#include "core/text/json.h"

namespace efs::device {

/// Warm-up of at least `warmup_runs` and `warmup_s`; then at least `min_runs` and `min_s`, until
/// the 95 % confidence interval of the median is within `relative_interval` of it or `max_s` is
/// reached (then converged is false).
struct LatencyOptions {
  int warmup_runs = 10;
  double warmup_s = 0.2;
  int min_runs = 50;
  double min_s = 1.0;
  double relative_interval = 0.02;  // full width over median
  double max_s = 10.0;
  /// Idle time before the model is loaded.
  double cool_down_s = 0.0;
  /// Processors to run on; empty: any.
  std::vector<int> cpus = {};
};

struct LatencyResult {
  double median_ms = 0.0;
  double p90_ms = 0.0;
  double p99_ms = 0.0;
  double min_ms = 0.0;
  double mean_ms = 0.0;
  double standard_deviation_ms = 0.0;
  int runs = 0;
  bool converged = true;
  int threads = 1;
  std::string runtime;
  std::string runtime_version;
  std::string precision = "fp32";
  std::string model_digest;     // SHA-256 of the file
  std::string device;           // board or CPU model
  double cold_start_ms = 0.0;   // from the file to the first result; 0: unknown
  double build_s = 0.0;         // before that, of an engine that is kept; 0: it was there
  double peak_memory_mb = 0.0;  // of a process that only measures; 0: unknown
  double foreign_load = 0.0;    // processors that other programs kept busy, on average
  double drift = 0.0;           // of the median from the first third of the runs to the last
  /// Why the median is not reliable: "other programs kept 0.9 processors busy"; empty: it is.
  std::string unstable;
  // Absent where the system does not show them.
  std::string governor;
  double frequency_mhz_before = 0.0;  // 0: unknown
  double frequency_mhz_after = 0.0;
  double temperature_c_before = 0.0;  // 0: unknown
  double temperature_c_after = 0.0;
  double gpu_frequency_mhz_before = 0.0;  // of boards whose GPU has a clock in /sys/class/devfreq
  double gpu_frequency_mhz_after = 0.0;
  std::string throttling;  // the reason why the board throttled: "under-voltage"; empty: none
};

/// A model file to be measured.
struct MeasureTask {
  fs::path model;
  int threads = 1;
  /// As in LoadOptions; benchmark programs convert the model.
  std::string precision = "fp32";
  LatencyOptions options;
};

struct Measurement {
  LatencyResult result;
  std::vector<double> samples_ms;  // the individual timings, in order
};

/// Is told now and then what is being done: "warming up", "120 runs, median 3.21 ms". May throw
/// MeasurementCancelled.
using MeasurementProgress = std::function<void(const std::string&)>;

/// Its caller no longer wants the measurement.
class MeasurementCancelled : public Error {
 public:
  using Error::Error;
};

Json to_json(const LatencyResult& result);
LatencyResult latency_result_from_json(const Json& json);

}  // namespace efs::device
