#include "device/target.h"

#include <optional>

#include "core/digest.h"
#include "core/error.h"
#include "core/files.h"
#include "device/context.h"
#include "device/latency.h"

namespace efs::device {

namespace {

class ThisMachine final : public Target {
 public:
  ThisMachine(const Runtime& runtime, const TargetOptions& options)
      : runtime_(runtime), options_(options) {}

  std::string suffix() override { return runtime_.suffix; }

  LatencyKey key(const std::string& model_digest) override {
    return {.model_digest = model_digest,
            .runtime = runtime_.name,
            .runtime_version = runtime_.version(),
            .precision = options_.precision,
            .threads = options_.threads,
            .device = device_name()};
  }

  LatencyResult measure(const fs::path& model) override {
    return measure_model({.model = model,
                          .threads = options_.threads,
                          .precision = options_.precision,
                          .options = options_.protocol},
                         runtime_)
        .result;
  }

 private:
  Runtime runtime_;
  TargetOptions options_;
};

class AgentTarget final : public Target {
  /// However often the agent cannot be reached.
  template <typename Action>
  auto patiently(Action action) {
    while (true) {
      try {
        return action();
      } catch (const AgentUnreachable& error) {
        unreachable_(error);
      }
    }
  }

 public:
  AgentTarget(const AgentAddress& address, std::string runtime, const TargetOptions& options,
              std::function<void(const AgentUnreachable&)> unreachable)
      : url_(address.url),
        client_(address),
        runtime_(std::move(runtime)),
        options_(options),
        unreachable_(std::move(unreachable)) {}

  std::string suffix() override { return offer().suffix; }

  LatencyKey key(const std::string& model_digest) override {
    const RuntimeOffer& runtime = offer();
    return {.model_digest = model_digest,
            .runtime = runtime.name,
            .runtime_version = runtime.version,
            .precision = options_.precision,
            .threads = options_.threads,
            .device = board_->board};
  }

  LatencyResult measure(const fs::path& model) override {
    const MeasureRequest request{.model_digest = sha256_hex(read_file(model)),
                                 .suffix = model.extension().string(),
                                 .runtime = runtime_,
                                 .precision = options_.precision,
                                 .threads = options_.threads,
                                 .options = options_.protocol};
    const std::string id = new_measurement_id();
    const auto status = patiently([&] { return client_.measure(model, request, id); });
    return latency_result_from_json(status.result);
  }

 private:
  const RuntimeOffer& offer() {
    if (!board_) board_ = patiently([&] { return client_.capabilities(); });
    std::string names;
    for (const RuntimeOffer& offer : board_->runtimes) {
      if (offer.name == runtime_) return offer;
      names += (names.empty() ? "" : ", ") + offer.name;
    }
    fail("the board at {} has no runtime '{}'; it has: {}", url_, runtime_,
         names.empty() ? "none" : names);
  }

  std::string url_;
  AgentClient client_;
  std::string runtime_;
  TargetOptions options_;
  std::function<void(const AgentUnreachable&)> unreachable_;
  std::optional<Capabilities> board_;
};

}  // namespace

std::unique_ptr<Target> this_machine(const Runtime& runtime, const TargetOptions& options) {
  return std::make_unique<ThisMachine>(runtime, options);
}

std::unique_ptr<Target> agent_target(const AgentAddress& address, const std::string& runtime,
                                     const TargetOptions& options,
                                     std::function<void(const AgentUnreachable&)> unreachable) {
  return std::make_unique<AgentTarget>(address, runtime, options, std::move(unreachable));
}

}  // namespace efs::device
