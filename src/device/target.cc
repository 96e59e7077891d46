#include "device/target.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>

#include "core/digest.h"
#include "core/error.h"
#include "core/files.h"
#include "device/context.h"
#include "device/latency.h"

namespace efs::device {

namespace {

/// Part of what a latency is kept under.
std::string on_cpus(const TargetOptions& options) {
  const auto& cpus = options.protocol.cpus;
  std::string text;
  for (const int cpu : cpus) text += (text.empty() ? ", CPU " : ",") + std::to_string(cpu);
  return text;
}

void require_offered(const std::string& runtime, const std::vector<std::string>& precisions,
                     const std::string& wanted) {
  if (std::find(precisions.begin(), precisions.end(), wanted) != precisions.end()) return;
  fail("{} cannot run a model of fp32 in {}; it can in: {}", runtime, wanted,
       fmt::join(precisions, ", "));
}

class ThisMachine final : public Target {
 public:
  ThisMachine(const Runtime& runtime, const TargetOptions& options)
      : runtime_(runtime), options_(options) {}

  std::string suffix() override { return runtime_.suffix; }

  void check() override {
    runtime_.version();  // an Error where its library is not here
    require_offered("runtime " + runtime_.name, runtime_.precisions, options_.precision);
  }

  LatencyKey key(const std::string& model_digest) override {
    return {.model_digest = model_digest,
            .runtime = runtime_.name,
            .runtime_version = runtime_.version(),
            .precision = options_.precision,
            .threads = options_.threads,
            .device = device_name() + on_cpus(options_)};
  }

  LatencyResult measure(const fs::path& model, const MeasurementProgress& progress) override {
    Measurement measurement = measure_model({.model = model,
                                             .threads = options_.threads,
                                             .precision = options_.precision,
                                             .options = options_.protocol},
                                            runtime_, progress);
    samples_ms_ = std::move(measurement.samples_ms);
    return measurement.result;
  }

  std::vector<double> samples_ms() override { return samples_ms_; }

 private:
  Runtime runtime_;
  TargetOptions options_;
  std::vector<double> samples_ms_;
};

std::string words_for(const MeasurementStatus& status) {
  if (status.state != MeasurementState::kQueued || !status.progress.empty()) return status.progress;
  return fmt::format("waits for {} others", status.ahead);
}

class AgentTarget final : public Target {
 public:
  AgentTarget(const AgentAddress& address, std::string runtime, const TargetOptions& options)
      : url_(address.url), client_(address), runtime_(std::move(runtime)), options_(options) {}

  std::string suffix() override { return offer().suffix; }

  void check() override {
    const RuntimeOffer& runtime = offer();
    if (runtime.precisions.empty()) return;
    require_offered(fmt::format("runtime {} of the board at {}", runtime.name, url_),
                    runtime.precisions, options_.precision);
  }

  LatencyKey key(const std::string& model_digest) override {
    const RuntimeOffer& runtime = offer();
    return {.model_digest = model_digest,
            .runtime = runtime.name,
            .runtime_version = runtime.version,
            .precision = options_.precision,
            .threads = options_.threads,
            .device = board_->board + on_cpus(options_)};
  }

  LatencyResult measure(const fs::path& model, const MeasurementProgress& progress) override {
    const MeasureRequest request{.model_digest = sha256_hex(read_file(model)),
                                 .suffix = model.extension().string(),
                                 .runtime = offer().name,
                                 .precision = options_.precision,
                                 .threads = options_.threads,
                                 .options = options_.protocol,
                                 .timeout_s = options_.timeout_s};
    auto& id = begun_[request.model_digest];
    if (id.empty()) id = new_measurement_id();
    try {
      const MeasurementWatch watch{.changed =
                                       [&](const auto& now) {
                                         if (progress) progress(words_for(now));
                                       },
                                   .cancelled = options_.cancelled};
      const auto status = client_.measure(model, request, id, watch);
      ended_ = id;
      begun_.erase(request.model_digest);
      return latency_result_from_json(status.result);
    } catch (const AgentUnreachable&) {
      throw;
    } catch (...) {
      begun_.erase(request.model_digest);
      throw;
    }
  }

  std::vector<double> samples_ms() override {
    return ended_.empty() ? std::vector<double>() : client_.samples_ms(ended_);
  }

 private:
  const RuntimeOffer& offer() {
    if (!board_) board_ = client_.capabilities();
    std::string names;
    for (const RuntimeOffer& offer : board_->runtimes) {
      if (runtime_.empty() ? offer.suffix == ".onnx" : offer.name == runtime_) return offer;
      names += (names.empty() ? "" : ", ") + offer.name;
    }
    fail("the board at {} has no runtime {}; it has: {}", url_,
         runtime_.empty() ? "that takes .onnx files" : "'" + runtime_ + "'",
         names.empty() ? "none" : names);
  }

  std::string url_;
  AgentClient client_;
  std::string runtime_;
  TargetOptions options_;
  std::optional<Capabilities> board_;
  std::map<std::string, std::string> begun_;  // measurements that are under way, by the model
  std::string ended_;                         // the last one that was done
};

}  // namespace

std::unique_ptr<Target> this_machine(const Runtime& runtime, const TargetOptions& options) {
  return std::make_unique<ThisMachine>(runtime, options);
}

std::unique_ptr<Target> agent_target(const AgentAddress& address, const std::string& runtime,
                                     const TargetOptions& options) {
  return std::make_unique<AgentTarget>(address, runtime, options);
}

}  // namespace efs::device
