#include "tune/latency_meter.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/digest.h"
#include "core/error.h"
#include "core/files.h"
#include "device/context.h"
#include "device/latency_cache.h"
#include "graph/cost.h"
#include "onnx/exporter.h"
#include "train/network.h"
#include "tune/model_export.h"
#include "tune/runtimes.h"

namespace efs::tune {
namespace {

constexpr std::uint64_t kWeightSeed = 0;

/// "shufflenet_v2_x1_0 tap=16" -> "shufflenet_v2_x1_0_tap-16"
std::string file_name(std::string name) {
  std::replace(name.begin(), name.end(), ' ', '_');
  std::replace(name.begin(), name.end(), '=', '-');
  return name;
}

}  // namespace

LatencyMeter::LatencyMeter(const LatencyTarget& target, std::filesystem::path scratch,
                           study::Storage& storage)
    : target_(target), scratch_(std::move(scratch)), storage_(storage) {
  if (target_.cache.empty()) target_.cache = device::default_latency_cache();
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
  const auto model = scratch_ / (file_name(name) + runtime(target_.runtime).suffix);
  write_model(
      graph, weights, [&] { return bytes; }, model);
  result.latency = measure_file(model);
  std::filesystem::remove(model);
  storage_.set_note(note, device::to_json(result.latency).dump());
  return result;
}

device::LatencyResult LatencyMeter::measure_file(const std::filesystem::path& model) {
  const auto& chosen = runtime(target_.runtime);
  const device::LatencyKey key{.model_digest = sha256_hex(read_file(model)),
                               .runtime = chosen.name,
                               .runtime_version = chosen.version(),
                               .precision = "fp32",
                               .threads = target_.threads,
                               .device = device::device_name()};
  const device::LatencyCache cache(target_.cache);
  if (auto known = target_.reuse ? cache.find(key) : std::nullopt) return *known;
  const auto result =
      device::measure_model(
          {.model = model, .threads = target_.threads, .options = target_.protocol}, chosen)
          .result;
  if (!result.unstable.empty()) {
    spdlog::warn(
        "{}: the latency, {:.3g} ms, is unstable: {}; latency.reuse=false measures it again",
        model.stem().string(), result.median_ms, result.unstable);
  }
  cache.store(key, result);
  return result;
}

}  // namespace efs::tune
