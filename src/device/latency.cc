#include "device/latency.h"

#include <algorithm>
#include <cmath>

#include "core/digest.h"
#include "core/error.h"
#include "core/files.h"
#include "core/rng.h"
#include "core/stats.h"
#include "device/context.h"
#include "device/latency_cache.h"
#include "device/onnx_file.h"

namespace efs::device {

namespace {

constexpr int kInputs = 4;
constexpr std::uint64_t kInputSeed = 1;

/// Runs the session on a few prepared inputs in turn, so that no run repeats the one before it.
class Stopwatch {
 public:
  Stopwatch(Session& session, Clock& clock) : session_(session), clock_(clock) {
    Rng rng(kInputSeed);
    for (auto& input : inputs_) {
      input.resize(session.input_count());
      for (float& value : input) value = static_cast<float>(rng.normal());
    }
  }

  double run_ms() {
    const std::vector<float>& input = inputs_[next_];
    next_ = (next_ + 1) % kInputs;
    const double start_s = clock_.steady_s();
    session_.run(input);
    const double time_ms = (clock_.steady_s() - start_s) * 1e3;
    if (!(time_ms > 0.0) || !std::isfinite(time_ms)) {
      fail(
          "latency: a run took {} ms by the clock; a time must be positive and finite, the "
          "measurement is void",
          time_ms);
    }
    return time_ms;
  }

 private:
  Session& session_;
  Clock& clock_;
  std::vector<float> inputs_[kInputs];
  std::size_t next_ = 0;
};

bool interval_reached(const std::vector<double>& times_ms, double relative_interval) {
  const Interval interval = median_interval_95(times_ms);
  return interval.high - interval.low <= relative_interval * median(times_ms);
}

/// The timed runs; `converged` says which end was reached.
std::vector<double> timed_runs(Stopwatch& stopwatch, Clock& clock, const LatencyOptions& options,
                               bool& converged) {
  std::vector<double> times_ms;
  // The interval needs a sort, so it is not looked at after every run.
  std::size_t next_look = static_cast<std::size_t>(options.min_runs);
  const double start_s = clock.steady_s();
  while (true) {
    times_ms.push_back(stopwatch.run_ms());
    const double elapsed_s = clock.steady_s() - start_s;
    if (times_ms.size() < next_look || elapsed_s < options.min_s) continue;
    converged = interval_reached(times_ms, options.relative_interval);
    if (converged || elapsed_s >= options.max_s) return times_ms;
    next_look = times_ms.size() + std::max<std::size_t>(1, times_ms.size() / 20);
  }
}

void warm_up(Stopwatch& stopwatch, Clock& clock, const LatencyOptions& options) {
  const double start_s = clock.steady_s();
  for (int run = 0; run < options.warmup_runs || clock.steady_s() - start_s < options.warmup_s;
       ++run) {
    stopwatch.run_ms();
  }
}

void check_options(const LatencyOptions& options) {
  if (options.min_runs < 1 || !(options.relative_interval > 0.0) || options.warmup_runs < 0) {
    fail_usage(
        "latency options: min_runs = {}, relative_interval = {}, warmup_runs = {}; at least "
        "1 run, a positive interval and no negative warm-up are needed",
        options.min_runs, options.relative_interval, options.warmup_runs);
  }
}

/// What the model file says of itself; "fp32" where it says nothing.
std::string precision_of(const std::filesystem::path& model, std::string_view bytes) {
  const std::string stated =
      model.extension() == ".onnx" ? onnx_metadata(bytes, "efs.precision") : std::string();
  return stated.empty() ? "fp32" : stated;
}

}  // namespace

LatencyResult measure(Session& session, Clock& clock, const LatencyOptions& options) {
  check_options(options);
  Stopwatch stopwatch(session, clock);
  warm_up(stopwatch, clock, options);
  LatencyResult result;
  const std::vector<double> times_ms = timed_runs(stopwatch, clock, options, result.converged);
  result.median_ms = median(times_ms);
  result.p90_ms = quantile(times_ms, 0.9);
  result.p99_ms = quantile(times_ms, 0.99);
  result.min_ms = *std::min_element(times_ms.begin(), times_ms.end());
  result.mean_ms = mean(times_ms);
  result.standard_deviation_ms = standard_deviation(times_ms);
  result.runs = static_cast<int>(times_ms.size());
  return result;
}

LatencyResult measure_model(const std::filesystem::path& model, const Runtime& runtime, int threads,
                            const LatencyOptions& options) try {
  if (model.extension() != runtime.suffix) {
    fail_usage("{}: runtime {} takes {} files; `efs export` with --out NAME{} writes one",
               model.string(), runtime.name, runtime.suffix, runtime.suffix);
  }
  const std::unique_ptr<Session> session = runtime.load(model, threads);
  SystemClock clock;
  const ClockState before = read_clock_state();
  LatencyResult result = measure(*session, clock, options);
  const ClockState after = read_clock_state();
  result.threads = threads;
  result.runtime = runtime.name;
  result.runtime_version = runtime.version();
  const std::string bytes = read_file(model);
  result.model_digest = sha256_hex(bytes);
  result.precision = precision_of(model, bytes);
  result.device = device_name();
  result.governor = before.governor;
  result.frequency_mhz_before = before.frequency_mhz;
  result.frequency_mhz_after = after.frequency_mhz;
  result.temperature_c_before = before.temperature_c;
  result.temperature_c_after = after.temperature_c;
  return result;
} catch (const UsageError&) {
  throw;
} catch (const std::exception& error) {
  fail("latency of {} with runtime {}: {}", model.string(), runtime.name, error.what());
}

}  // namespace efs::device
