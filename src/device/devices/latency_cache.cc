#include "device/devices/latency_cache.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "core/error.h"
#include "core/files/digest.h"
#include "core/files/files.h"

namespace efs::device {

namespace {

// Part of the persistent format on disk; what has another is measured again. 2: arrays begin on
// cache lines (runtimes/aligned_new.cc).
constexpr int kFormat = 2;

Json to_json(const LatencyKey& key) {
  return {{"model_digest", key.model_digest},
          {"runtime", key.runtime},
          {"runtime_version", key.runtime_version},
          {"precision", key.precision},
          {"threads", key.threads},
          {"device", key.device}};
}

std::filesystem::path file_of(const std::filesystem::path& folder, const LatencyKey& key) {
  return folder / (sha256_hex(to_json(key).dump()) + ".json");
}

}  // namespace

LatencyCache::LatencyCache(std::filesystem::path folder) : folder_(std::move(folder)) {}

std::optional<LatencyResult> LatencyCache::find(const LatencyKey& key) const {
  const std::filesystem::path path = file_of(folder_, key);
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return std::nullopt;
  try {
    const Json json = Json::parse(read_file(path));
    if (json.at("format") != kFormat) return std::nullopt;
    if (json.at("key") != to_json(key)) fail("it belongs to another measurement");
    return latency_result_from_json(json.at("result"));
  } catch (const std::exception& fault) {
    spdlog::warn("{}: the kept latency is damaged, it is measured again: {}", path.string(),
                 fault.what());
    return std::nullopt;
  }
}

void LatencyCache::store(const LatencyKey& key, const LatencyResult& result) const {
  const Json json{{"format", kFormat}, {"key", to_json(key)}, {"result", device::to_json(result)}};
  try {
    write_file_atomically(file_of(folder_, key), json.dump(2) + "\n");
  } catch (const std::exception& fault) {
    // The measurement itself is good; it is only made again next time.
    spdlog::warn("the latency is not kept for later studies: {}", fault.what());
  }
}

}  // namespace efs::device
