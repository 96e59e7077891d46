// LatencyResult as JSON: what the cache keeps and `efs bench --format json` prints.
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/json_number.h"
#include "device/latency.h"

namespace efs::device {

namespace {

void put_known(Json& json, const char* key, double value) {
  if (value != 0.0) json[key] = value;
}

double positive(const Json& json, const char* key) {
  const double value = json.at(key).get<double>();
  if (!(value > 0.0) || !std::isfinite(value)) {
    fail("latency record: {} = {}; a latency must be positive and finite", key, value);
  }
  return value;
}

int count(const Json& json, const char* key) {
  const auto number = whole_number(json.at(key), 0, std::numeric_limits<int>::max());
  if (!number) fail("latency record: {} = {}; it must be a whole number", key, json.at(key).dump());
  return static_cast<int>(*number);
}

/// 0: the runtime did not say.
double positive_if_known(const Json& json, const char* key) {
  return json.contains(key) ? positive(json, key) : 0.0;
}

}  // namespace

Json to_json(const LatencyResult& result) {
  Json json{{"median_ms", result.median_ms},
            {"standard_deviation_ms", result.standard_deviation_ms},
            {"runs", result.runs},
            {"converged", result.converged},
            {"threads", result.threads},
            {"runtime", result.runtime},
            {"runtime_version", result.runtime_version},
            {"precision", result.precision},
            {"model_digest", result.model_digest},
            {"device", result.device}};
  if (!result.governor.empty()) json["governor"] = result.governor;
  put_known(json, "p90_ms", result.p90_ms);
  put_known(json, "p99_ms", result.p99_ms);
  put_known(json, "min_ms", result.min_ms);
  put_known(json, "mean_ms", result.mean_ms);
  put_known(json, "cold_start_ms", result.cold_start_ms);
  put_known(json, "build_s", result.build_s);
  put_known(json, "peak_memory_mb", result.peak_memory_mb);
  put_known(json, "foreign_load", result.foreign_load);
  put_known(json, "drift", result.drift);
  if (!result.unstable.empty()) json["unstable"] = result.unstable;
  put_known(json, "frequency_mhz_before", result.frequency_mhz_before);
  put_known(json, "frequency_mhz_after", result.frequency_mhz_after);
  put_known(json, "temperature_c_before", result.temperature_c_before);
  put_known(json, "temperature_c_after", result.temperature_c_after);
  put_known(json, "gpu_frequency_mhz_before", result.gpu_frequency_mhz_before);
  put_known(json, "gpu_frequency_mhz_after", result.gpu_frequency_mhz_after);
  if (!result.throttling.empty()) json["throttling"] = result.throttling;
  return json;
}

LatencyResult latency_result_from_json(const Json& json) try {
  LatencyResult result;
  result.median_ms = positive(json, "median_ms");
  result.p90_ms = positive_if_known(json, "p90_ms");
  result.p99_ms = positive_if_known(json, "p99_ms");
  result.min_ms = positive_if_known(json, "min_ms");
  result.mean_ms = positive_if_known(json, "mean_ms");
  json.at("standard_deviation_ms").get_to(result.standard_deviation_ms);
  result.runs = count(json, "runs");
  json.at("converged").get_to(result.converged);
  result.threads = count(json, "threads");
  json.at("runtime").get_to(result.runtime);
  json.at("runtime_version").get_to(result.runtime_version);
  json.at("precision").get_to(result.precision);
  json.at("model_digest").get_to(result.model_digest);
  json.at("device").get_to(result.device);
  result.cold_start_ms = json.value("cold_start_ms", 0.0);
  result.build_s = json.value("build_s", 0.0);
  result.peak_memory_mb = json.value("peak_memory_mb", 0.0);
  result.foreign_load = json.value("foreign_load", 0.0);
  result.drift = json.value("drift", 0.0);
  result.unstable = json.value("unstable", std::string());
  result.governor = json.value("governor", std::string());
  result.frequency_mhz_before = json.value("frequency_mhz_before", 0.0);
  result.frequency_mhz_after = json.value("frequency_mhz_after", 0.0);
  result.temperature_c_before = json.value("temperature_c_before", 0.0);
  result.temperature_c_after = json.value("temperature_c_after", 0.0);
  result.gpu_frequency_mhz_before = json.value("gpu_frequency_mhz_before", 0.0);
  result.gpu_frequency_mhz_after = json.value("gpu_frequency_mhz_after", 0.0);
  result.throttling = json.value("throttling", std::string());
  return result;
} catch (const nlohmann::json::exception& error) {
  fail("latency record: {}; measure again", error.what());
}

}  // namespace efs::device
