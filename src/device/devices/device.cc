#include "device/devices/device.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>

#include "core/error.h"
#include "core/files/digest.h"
#include "core/files/files.h"
#include "core/text/named_rows.h"
#include "device/context.h"
#include "device/latency.h"

namespace efs::device {

namespace {

/// A part of the device's name in a LatencyKey.
std::string on_cpus(const DeviceOptions& options) {
  const auto& cpus = options.protocol.cpus;
  return cpus.empty() ? "" : fmt::format(", CPU {}", fmt::join(cpus, ","));
}

void require_offered(const std::string& runtime, const std::vector<std::string>& precisions,
                     const std::string& wanted) {
  if (std::find(precisions.begin(), precisions.end(), wanted) != precisions.end()) return;
  fail("{} cannot run an fp32 model in {}, only in: {}", runtime, wanted,
       fmt::join(precisions, ", "));
}

class ThisMachine final : public Device {
 public:
  ThisMachine(const Runtime& runtime, const DeviceOptions& options)
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
    const auto watched = [&](const std::string& text) {
      if (options_.cancelled && options_.cancelled()) {
        throw MeasurementCancelled("the measurement was cancelled");
      }
      if (progress) progress(text);
    };
    Measurement measurement = measure_model({.model = model,
                                             .threads = options_.threads,
                                             .precision = options_.precision,
                                             .options = options_.protocol},
                                            runtime_, watched);
    samples_ms_ = std::move(measurement.samples_ms);
    return measurement.result;
  }

  std::vector<double> samples_ms() override { return samples_ms_; }

 private:
  Runtime runtime_;
  DeviceOptions options_;
  std::vector<double> samples_ms_;
};

std::string words_for(const MeasurementStatus& status) {
  if (status.state != MeasurementState::kQueued || !status.progress.empty()) return status.progress;
  return fmt::format("waits for {} others", status.ahead);
}

class AgentDevice final : public Device {
 public:
  AgentDevice(const AgentAddress& address, std::string runtime, const DeviceOptions& options)
      : url_(address.url), client_(address), runtime_(std::move(runtime)), options_(options) {}

  std::string suffix() override { return offer().suffix; }

  void check() override {
    const RuntimeOffer& runtime = offer();
    MeasureRequest request = request_for(runtime.name);
    request.model_digest = std::string(64, '0');
    measure_request_from_json(to_json(request));  // as the agent will
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
    MeasureRequest request = request_for(offer().name);
    request.model_digest = sha256_hex(read_file(model));
    request.suffix = model.extension().string();
    if (const auto bytes = fs::file_size(model); bytes > board_->max_model_bytes) {
      fail("{} has {} bytes, and the agent at {} takes models of at most {}", model.string(), bytes,
           url_, board_->max_model_bytes);
    }
    auto& id = begun_[request.model_digest];
    if (id.empty()) id = new_measurement_id();
    const auto changed = [&](const MeasurementStatus& now) {
      if (progress) progress(words_for(now));
    };
    try {
      const auto status = client_.measure(model, request, id, {changed, options_.cancelled});
      ended_ = id;
      begun_.erase(request.model_digest);
      return checked_result(status.result, request);
    } catch (const AgentTrouble&) {
      begun_.erase(request.model_digest);
      board_.reset();
      throw;
    } catch (const AgentUnreachable&) {
      board_.reset();  // another may come back
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
  MeasureRequest request_for(const std::string& runtime) const {
    return {.runtime = runtime,
            .precision = options_.precision,
            .threads = options_.threads,
            .options = options_.protocol,
            .timeout_s = options_.timeout_s};
  }

  /// AgentTrouble: the result is damaged, or not of what was asked for.
  LatencyResult checked_result(const Json& json, const MeasureRequest& request) const {
    try {
      LatencyResult result = latency_result_from_json(json);
      if (result.model_digest != request.model_digest) fail("it measured another file");
      if (result.runtime != request.runtime) fail("it measured in {}", result.runtime);
      return result;
    } catch (const Error& error) {
      throw AgentTrouble(
          fmt::format("the agent at {} gave a result that cannot be used: {}", url_, error.what()));
    }
  }

  const RuntimeOffer& offer() {
    if (!board_) board_ = client_.capabilities();
    for (const RuntimeOffer& offer : board_->runtimes) {
      if (offer.name == runtime_) return offer;
    }
    const std::vector<std::string> names = names_of(board_->runtimes);
    board_.reset();
    throw AgentTrouble(fmt::format("the board at {} has no runtime '{}'; it has: {}{}", url_,
                                   runtime_, names.empty() ? "none" : "", fmt::join(names, ", ")));
  }

  std::string url_;
  AgentClient client_;
  std::string runtime_;
  DeviceOptions options_;
  std::optional<Capabilities> board_;
  std::map<std::string, std::string> begun_;  // ids of those under way, by the model's digest
  std::string ended_;                         // id of the last one that was done
};

}  // namespace

std::unique_ptr<Device> this_machine(const Runtime& runtime, const DeviceOptions& options) {
  return std::make_unique<ThisMachine>(runtime, options);
}

std::unique_ptr<Device> agent_device(const AgentAddress& address, const std::string& runtime,
                                     const DeviceOptions& options) {
  return std::make_unique<AgentDevice>(address, runtime, options);
}

}  // namespace efs::device
