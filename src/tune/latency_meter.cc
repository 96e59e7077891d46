#include "tune/latency_meter.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "core/digest.h"
#include "core/error.h"
#include "core/files.h"
#include "device/agent/token.h"
#include "device/latency_cache.h"
#include "graph/cost.h"
#include "onnx/exporter.h"
#include "train/network.h"
#include "tune/model_export.h"
#include "tune/runtimes.h"

namespace efs::tune {
namespace {

constexpr std::uint64_t kWeightSeed = 0;
constexpr auto kBetweenTries = std::chrono::seconds(1);

/// "shufflenet_v2_x1_0 tap=16" -> "shufflenet_v2_x1_0_tap-16"
std::string file_name(std::string name) {
  std::replace(name.begin(), name.end(), ' ', '_');
  std::replace(name.begin(), name.end(), '=', '-');
  return name;
}

}  // namespace

LatencyMeter::LatencyMeter(const LatencyTarget& target, std::filesystem::path scratch,
                           study::Storage& storage, std::function<void()> waits)
    : options_(target), waits_(std::move(waits)), scratch_(std::move(scratch)), storage_(storage) {
  if (options_.cache.empty()) options_.cache = device::default_latency_cache();
  const device::TargetOptions how{.threads = options_.threads, .protocol = options_.protocol};
  if (options_.url.empty()) {
    target_ = device::this_machine(runtime(options_.runtime), how);
    return;
  }
  target_ = device::agent_target({options_.url, device::read_token(options_.token_file.string()),
                                  options_.ca_certificate.string()},
                                 options_.runtime, how,
                                 [this](const auto& error) { wait_for_agent(error); });
}

void LatencyMeter::wait_for_agent(const device::AgentUnreachable& error) {
  if (!told_) spdlog::warn("{}; trials that it has to measure wait until it can", error.what());
  told_ = true;
  if (waits_) waits_();
  std::this_thread::sleep_for(kBetweenTries);
}

CandidateCost LatencyMeter::measure(const graph::Graph& graph, const std::string& name) {
  const auto weights = train::initial_weights(graph, kWeightSeed);
  const std::string bytes = onnx::export_onnx(graph, weights, {});
  const auto total = graph::cost(graph);
  CandidateCost result{.parameter_count = total.parameters,
                       .macs = total.macs,
                       .size_mb = static_cast<double>(bytes.size()) * 1e-6};
  const std::string note = "latency:" + sha256_hex(graph::describe(graph));
  if (const auto known = storage_.note(note)) {
    result.latency = device::latency_result_from_json(Json::parse(*known));
    return result;
  }
  const std::string suffix = target_->suffix();
  if (suffix != ".onnx" && suffix != ".pt") {
    fail("runtime {} takes {} files, which are not written here; choose another latency.runtime",
         options_.runtime, suffix);
  }
  const auto model = scratch_ / (file_name(name) + suffix);
  write_model(
      graph, weights, [&] { return bytes; }, model);
  result.latency = measure_file(model);
  std::filesystem::remove(model);
  storage_.set_note(note, device::to_json(result.latency).dump());
  return result;
}

device::LatencyResult LatencyMeter::measure_file(const std::filesystem::path& model) {
  const device::LatencyKey key = target_->key(sha256_hex(read_file(model)));
  const device::LatencyCache cache(options_.cache);
  if (auto known = options_.reuse ? cache.find(key) : std::nullopt) return *known;
  const auto result = target_->measure(model);
  told_ = false;
  if (!result.unstable.empty()) {
    spdlog::warn(
        "{}: the latency, {:.3g} ms, is unstable: {}; latency.reuse=false measures it again",
        model.stem().string(), result.median_ms, result.unstable);
  }
  cache.store(key, result);
  return result;
}

}  // namespace efs::tune
