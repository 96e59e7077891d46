#include "tune/latency/latency_meter.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/error.h"
#include "core/files/cache_folder.h"
#include "core/files/digest.h"
#include "core/files/files.h"
#include "device/devices/latency_cache.h"
#include "graph/cost.h"
#include "onnx/exporter.h"
#include "study/target_away.h"
#include "train/network/initial_weights.h"
#include "tune/latency/latency_models.h"
#include "tune/latency/open_device.h"
#include "tune/latency_record.h"
#include "tune/model/model_export.h"
#include "tune/scratch_file.h"

namespace efs::tune {
namespace {

constexpr std::uint64_t kWeightSeed = 0;
constexpr double kBetweenTries_s = 1.0;
constexpr double kMostDrift = 0.05;

/// "shufflenet_v2_x1_0 tap=16" -> "shufflenet_v2_x1_0_tap-16"; cut to what file systems take.
std::string file_name(std::string name) {
  constexpr std::size_t kLongest = 100;
  name.resize(std::min(name.size(), kLongest));
  std::replace(name.begin(), name.end(), ' ', '_');
  std::replace(name.begin(), name.end(), '=', '-');
  return name;
}

study::LatencyRecord record_of(const std::string& detail_json) {
  const auto result = latency_of(detail_json);
  return {result.median_ms, result.p90_ms, detail_json};
}

}  // namespace

struct LatencyMeter::Network {
  const graph::Graph& graph;
  const std::string& name;
  const std::function<void()>& alive;
  graph::Weights weights;
  std::string onnx;    // the file's bytes
  std::string digest;  // of the graph
};

LatencyMeter::LatencyMeter(const LatencyTargets& targets, std::filesystem::path scratch,
                           study::Storage& storage, const std::function<bool()>& cancelled)
    : options_(targets), scratch_(std::move(scratch)), storage_(storage) {
  if (options_.cache.empty()) options_.cache = cache_folder("latency");
  for (const LatencyTarget& target : options_.all) {
    targets_.push_back({target, open_device(target, cancelled)});
  }
}

void LatencyMeter::watch_drift() {
  for (Target& target : targets_) {
    if (!target.drift) target.drift.emplace(scratch_);
  }
}

Measured LatencyMeter::measure(const graph::Graph& graph, const std::string& name,
                               const std::function<void()>& alive) {
  const std::string digest = sha256_hex(graph::describe(graph));
  // Trials that differ in their training alone have the same network.
  if (const auto known = known_.find(digest); known != known_.end()) return known->second;
  Network network{graph, name, alive, train::initial_weights(graph, kWeightSeed), "", digest};
  network.onnx = onnx::export_onnx(graph, network.weights, {});
  const auto total = graph::cost(graph);
  study::TrialCost cost{.weight_count = total.weight_count,
                        .macs = total.macs,
                        .size_mb = static_cast<double>(network.onnx.size()) * 1e-6};
  bool away = false;
  for (Target& target : targets_) {
    const bool first = &target == &targets_.front();
    try {
      const auto latency = latency_on(target, network);
      if (latency) cost.latencies[first ? study::kFirstTarget : target.options.name] = *latency;
      away = away || !latency;
    } catch (const device::MeasurementCancelled&) {
      return NotMeasured::kCancelled;
    }
  }
  if (away) return NotMeasured::kTargetAway;
  return known_[digest] = cost;
}

std::optional<study::LatencyRecord> LatencyMeter::latency_on(Target& target,
                                                             const Network& network) {
  const std::string note = latency_note(target.options.name, network.digest);
  if (const auto known = storage_.note(note)) return record_of(*known);
  const auto result = measure_patiently(target, network);
  if (!result) return std::nullopt;
  const std::string detail = json_text(device::to_json(*result));
  storage_.set_note(note, detail);
  return record_of(detail);
}

std::optional<device::LatencyResult> LatencyMeter::measure_patiently(Target& target,
                                                                     const Network& network) {
  const bool was_away = !target.away.empty();
  if (was_away && clock_.steady_s() - target.tried_s < kBetweenTries_s) return std::nullopt;
  try {
    const ScratchFile model{scratch_ / fmt::format("{}-{}{}", file_name(network.name), ::getpid(),
                                                   target.device->suffix())};  // others measure too
    write_model(
        network.graph, network.weights, [&] { return network.onnx; }, model.path);
    const auto result = measure_file(target, network, model.path);
    if (was_away) {
      spdlog::warn("the agent at {} answers again", target.options.url);
      study::tell_target(storage_, target.options.name, "");
    }
    target.away.clear();
    return result;
  } catch (const device::AgentUnreachable& error) {
    if (target.away != error.what()) {
      spdlog::warn("{}; trials that it has to measure wait until it can", error.what());
      study::tell_target(storage_, target.options.name, error.what());
    }
    target.away = error.what();
    target.tried_s = clock_.steady_s();
    return std::nullopt;
  }
}

device::LatencyResult LatencyMeter::measure_file(Target& target, const Network& network,
                                                 const std::filesystem::path& model) {
  const device::LatencyKey key = target.device->key(sha256_hex(read_file(model)));
  const device::LatencyCache cache(options_.cache);
  if (auto known = options_.reuse ? cache.find(key) : std::nullopt) return *known;
  const auto progress = [&](const std::string&) {
    if (network.alive) network.alive();
  };
  if (target.drift) target.drift->look(*target.device, progress);
  device::LatencyResult result = target.device->measure(model, progress);
  const double drift = target.drift ? target.drift->drift() : 0.0;
  if (result.unstable.empty() && std::abs(drift) > kMostDrift) {
    result.unstable = fmt::format("a reference model takes {:.0f} % {} than at first",
                                  100.0 * std::abs(drift), drift > 0.0 ? "longer" : "less");
  }
  if (!result.unstable.empty()) {
    spdlog::warn(
        "{}: the latency{}, {:.3g} ms, is unstable: {}; latency.reuse=false measures it again",
        network.name, target.options.name.empty() ? "" : " on " + target.options.name,
        result.median_ms, result.unstable);
  }
  cache.store(key, result);
  return result;
}

}  // namespace efs::tune
