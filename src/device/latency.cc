#include "device/latency.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <new>
#include <thread>

#include "core/error.h"
#include "core/files/digest.h"
#include "core/files/files.h"
#include "core/process/cpus.h"
#include "core/rng.h"
#include "core/stats.h"
#include "device/context.h"
#include "device/file_precision.h"
#include "device/load.h"

namespace efs::device {

namespace {

constexpr int kInputs = 4;
constexpr std::uint64_t kInputSeed = 1;
constexpr double kTell_s = 0.5;

// Above these a measurement is called unstable (docs/latency.md).
constexpr double kMostForeignLoad = 0.15;
constexpr double kMostDrift = 0.05;
constexpr double kMostFrequencyChange = 0.05;

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

/// The timed runs; `converged`: they ended by the interval, not by max_s.
std::vector<double> timed_runs(Stopwatch& stopwatch, Clock& clock, const LatencyOptions& options,
                               const MeasurementProgress& progress, bool& converged) {
  std::vector<double> times_ms;
  double told_s = clock.steady_s();
  // The interval needs a sort, so it is not looked at after every run.
  std::size_t next_look = static_cast<std::size_t>(options.min_runs);
  const double start_s = clock.steady_s();
  while (true) {
    times_ms.push_back(stopwatch.run_ms());
    const double now_s = clock.steady_s();
    const double elapsed_s = now_s - start_s;
    if (progress && now_s - told_s >= kTell_s) {
      progress(fmt::format("{} runs, median {:.3g} ms", times_ms.size(), median(times_ms)));
      told_s = now_s;
    }
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

/// The median's change from the first third of the runs to the last, relative to the first.
double drift_of(const std::vector<double>& times_ms) {
  const std::size_t third = times_ms.size() / 3;
  if (third == 0) return 0.0;
  const double* const last = times_ms.data() + times_ms.size() - third;
  return median({last, third}) / median({times_ms.data(), third}) - 1.0;
}

/// All but the frequencies before: an idle processor's would say nothing.
void put_clock(LatencyResult& result, const ClockState& before, const ClockState& after) {
  result.governor = before.governor;
  result.frequency_mhz_after = after.frequency_mhz;
  result.gpu_frequency_mhz_after = after.gpu_frequency_mhz;
  result.temperature_c_before = before.temperature_c;
  result.temperature_c_after = after.temperature_c;
  result.throttling = after.throttling.empty() ? before.throttling : after.throttling;
  if (result.throttling.empty() && after.throttle_count > before.throttle_count) {
    result.throttling = "processor too hot";
  }
}

bool moved(double before_mhz, double after_mhz) {
  return before_mhz > 0.0 && std::abs(after_mhz / before_mhz - 1.0) > kMostFrequencyChange;
}

std::string why_unstable(const LatencyResult& result) {
  if (result.foreign_load > kMostForeignLoad) {
    return fmt::format("other programs kept {:.1f} processors busy", result.foreign_load);
  }
  if (!result.throttling.empty()) return "the board throttled: " + result.throttling;
  if (moved(result.frequency_mhz_before, result.frequency_mhz_after)) {
    return fmt::format("the clock went from {:.0f} to {:.0f} MHz", result.frequency_mhz_before,
                       result.frequency_mhz_after);
  }
  if (moved(result.gpu_frequency_mhz_before, result.gpu_frequency_mhz_after)) {
    return fmt::format("the GPU's clock went from {:.0f} to {:.0f} MHz",
                       result.gpu_frequency_mhz_before, result.gpu_frequency_mhz_after);
  }
  if (std::abs(result.drift) > kMostDrift) {
    return fmt::format("the last runs took {:.0f} % {} than the first",
                       100 * std::abs(result.drift), result.drift > 0.0 ? "longer" : "shorter");
  }
  if (!result.converged) return "the runs differ too much";
  return {};
}

}  // namespace

Measurement measure(Session& session, Clock& clock, const LatencyOptions& options,
                    const MeasurementProgress& progress) {
  check_options(options);
  Stopwatch stopwatch(session, clock);
  if (progress) progress("warming up");
  warm_up(stopwatch, clock, options);
  const ClockState before = read_clock_state();  // an idle processor's clock would say nothing
  Measurement measurement;
  LatencyResult& result = measurement.result;
  measurement.samples_ms = timed_runs(stopwatch, clock, options, progress, result.converged);
  put_clock(result, before, read_clock_state());
  result.frequency_mhz_before = before.frequency_mhz;
  result.gpu_frequency_mhz_before = before.gpu_frequency_mhz;
  const std::vector<double>& times_ms = measurement.samples_ms;
  result.median_ms = median(times_ms);
  result.p90_ms = quantile(times_ms, 0.9);
  result.p99_ms = quantile(times_ms, 0.99);
  result.min_ms = *std::min_element(times_ms.begin(), times_ms.end());
  result.mean_ms = mean(times_ms);
  result.standard_deviation_ms = standard_deviation(times_ms);
  result.runs = static_cast<int>(times_ms.size());
  result.drift = drift_of(times_ms);
  return measurement;
}

namespace {

void cool_down(const LatencyOptions& options, const MeasurementProgress& progress) {
  for (double left_s = options.cool_down_s; left_s > 0.0; left_s -= kTell_s) {
    if (progress) progress(fmt::format("cooling down, {:.0f} s left", left_s));
    std::this_thread::sleep_for(std::chrono::duration<double>(std::min(left_s, kTell_s)));
  }
}

/// Loads the model and times it; fills in cold_start_ms, too.
Measurement measure_session(const MeasureTask& task, const Runtime& runtime, Clock& clock,
                            const MeasurementProgress& progress) {
  if (progress) progress("loading");
  const double start_s = clock.steady_s();
  const std::unique_ptr<Session> session =
      runtime.load(task.model, {task.threads, task.precision, progress});
  const std::vector<float> zeros(session->input_count());
  session->run(Span<const float>(zeros));
  const double cold_start_ms = (clock.steady_s() - start_s - session->build_s()) * 1e3;
  Measurement measurement = measure(*session, clock, task.options, progress);
  measurement.result.cold_start_ms = cold_start_ms;
  measurement.result.build_s = session->build_s();
  return measurement;
}

}  // namespace

Measurement measure_model(const MeasureTask& task, const Runtime& runtime,
                          const MeasurementProgress& progress) try {
  if (task.model.extension() != runtime.suffix) {
    fail_usage("{}: runtime {} takes {} files; `efs export` with --out NAME{} writes one",
               task.model.string(), runtime.name, runtime.suffix, runtime.suffix);
  }
  const BoundToCpus binding(task.options.cpus);
  SystemClock clock;
  cool_down(task.options, progress);
  const ProcessorTime busy_before = read_processor_time();
  const double start_s = clock.steady_s();
  Measurement measurement;
  LatencyResult& result = measurement.result;
  if (runtime.benchmark) {
    const ClockState before = read_clock_state();
    result = runtime.benchmark(task, progress);
    put_clock(result, before, read_clock_state());
  } else {
    measurement = measure_session(task, runtime, clock, progress);
  }
  result.foreign_load =
      foreign_load(busy_before, read_processor_time(), clock.steady_s() - start_s);
  result.threads = task.threads;
  result.runtime = runtime.name;
  result.runtime_version = runtime.version();
  const std::string bytes = read_file(task.model);
  result.model_digest = sha256_hex(bytes);
  const bool is_files_own = !runtime.benchmark && task.precision == "fp32";
  result.precision = is_files_own ? file_precision(task.model, bytes) : task.precision;
  result.device = device_name();
  result.unstable = why_unstable(result);
  return measurement;
} catch (const UsageError&) {
  throw;
} catch (const MeasurementCancelled&) {
  throw;
} catch (const std::bad_alloc&) {
  throw;
} catch (const SystemError& error) {
  throw SystemError(fmt::format("latency of {} with runtime {}: {}", task.model.string(),
                                runtime.name, error.what()),
                    error.code());
} catch (const std::exception& error) {
  fail("latency of {} with runtime {}: {}", task.model.string(), runtime.name, error.what());
}

}  // namespace efs::device
