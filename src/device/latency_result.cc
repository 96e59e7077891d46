#include "device/latency_result.h"

#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/text/json_number.h"
#include "core/text/outside_text.h"

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
  if (!number) fail("latency record: {} must be a whole number", key);
  return static_cast<int>(*number);
}

/// 0: the runtime did not say.
double positive_if_known(const Json& json, const char* key) {
  return json.contains(key) ? positive(json, key) : 0.0;
}

/// 0: it is not known.
double known(const Json& json, const char* key) {
  const double value = json.value(key, 0.0);
  if (!std::isfinite(value)) fail("latency record: {} = {}; it must be finite", key, value);
  return value;
}

/// Of the board, for people to read.
std::string words(const Json& json, const char* key) {
  return printable(json.at(key).get<std::string>(), 500);
}

std::string words_if_known(const Json& json, const char* key) {
  return json.contains(key) ? words(json, key) : std::string();
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
  result.runtime = words(json, "runtime");
  result.runtime_version = words(json, "runtime_version");
  result.precision = words(json, "precision");
  result.model_digest = words(json, "model_digest");
  result.device = words(json, "device");
  result.cold_start_ms = known(json, "cold_start_ms");
  result.build_s = known(json, "build_s");
  result.peak_memory_mb = known(json, "peak_memory_mb");
  result.foreign_load = known(json, "foreign_load");
  result.drift = known(json, "drift");
  result.unstable = words_if_known(json, "unstable");
  result.governor = words_if_known(json, "governor");
  result.frequency_mhz_before = known(json, "frequency_mhz_before");
  result.frequency_mhz_after = known(json, "frequency_mhz_after");
  result.temperature_c_before = known(json, "temperature_c_before");
  result.temperature_c_after = known(json, "temperature_c_after");
  result.gpu_frequency_mhz_before = known(json, "gpu_frequency_mhz_before");
  result.gpu_frequency_mhz_after = known(json, "gpu_frequency_mhz_after");
  result.throttling = words_if_known(json, "throttling");
  return result;
} catch (const nlohmann::json::exception& error) {
  fail("latency record: {}; measure again", error.what());
}

}  // namespace efs::device
