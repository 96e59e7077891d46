#include "device/latency_result.h"

#include <cmath>
#include <limits>

#include "core/text/outside_json.h"
#include "device/json_fields.h"

namespace efs::device {

namespace {

/// kTime: above 0. Optional fields are not written where they are 0 or empty: unknown.
enum class Rule { kNeeded, kNeededTime, kOptional, kOptionalTime };

/// Calls `field` for each part of a LatencyResult with its key, in the order of the text.
template <typename Result, typename Field>
void for_each_field(Result& result, const Field& field) {
  field("median_ms", result.median_ms, Rule::kNeededTime);
  field("standard_deviation_ms", result.standard_deviation_ms, Rule::kNeeded);
  field("runs", result.runs, Rule::kNeeded);
  field("converged", result.converged, Rule::kNeeded);
  field("threads", result.threads, Rule::kNeeded);
  field("runtime", result.runtime, Rule::kNeeded);
  field("runtime_version", result.runtime_version, Rule::kNeeded);
  field("precision", result.precision, Rule::kNeeded);
  field("model_digest", result.model_digest, Rule::kNeeded);
  field("device", result.device, Rule::kNeeded);
  field("governor", result.governor, Rule::kOptional);
  field("p90_ms", result.p90_ms, Rule::kOptionalTime);
  field("p99_ms", result.p99_ms, Rule::kOptionalTime);
  field("min_ms", result.min_ms, Rule::kOptionalTime);
  field("mean_ms", result.mean_ms, Rule::kOptionalTime);
  field("cold_start_ms", result.cold_start_ms, Rule::kOptional);
  field("build_s", result.build_s, Rule::kOptional);
  field("peak_memory_mb", result.peak_memory_mb, Rule::kOptional);
  field("foreign_load", result.foreign_load, Rule::kOptional);
  field("drift", result.drift, Rule::kOptional);
  field("unstable", result.unstable, Rule::kOptional);
  field("frequency_mhz_before", result.frequency_mhz_before, Rule::kOptional);
  field("frequency_mhz_after", result.frequency_mhz_after, Rule::kOptional);
  field("temperature_c_before", result.temperature_c_before, Rule::kOptional);
  field("temperature_c_after", result.temperature_c_after, Rule::kOptional);
  field("gpu_frequency_mhz_before", result.gpu_frequency_mhz_before, Rule::kOptional);
  field("gpu_frequency_mhz_after", result.gpu_frequency_mhz_after, Rule::kOptional);
  field("throttling", result.throttling, Rule::kOptional);
}

bool is_optional(Rule rule) { return rule == Rule::kOptional || rule == Rule::kOptionalTime; }

void read(const Json& json, const char* key, Rule rule, double& value) {
  json.get_to(value);
  if (!std::isfinite(value)) fail("latency record: {} = {}; it must be finite", key, value);
  const bool is_time = rule == Rule::kNeededTime || rule == Rule::kOptionalTime;
  if (is_time && value <= 0.0) {
    fail("latency record: {} = {}; a latency must be positive", key, value);
  }
}

void read(const Json& json, const char* key, Rule, int& value) {
  const auto number = whole_number(json, 0, std::numeric_limits<int>::max());
  if (!number) fail("latency record: {} must be a whole number", key);
  value = static_cast<int>(*number);
}

void read(const Json& json, const char*, Rule, bool& value) { json.get_to(value); }

/// For people to read.
void read(const Json& json, const char*, Rule, std::string& value) {
  value = printable(json.get<std::string>(), 500);
}

}  // namespace

Json to_json(const LatencyResult& result) {
  Json json;
  for_each_field(result, [&](const char* key, const auto& value, Rule rule) {
    if (is_optional(rule)) {
      put_known(json, key, value);
    } else {
      json[key] = value;
    }
  });
  return json;
}

LatencyResult latency_result_from_json(const Json& json) try {
  LatencyResult result;
  for_each_field(result, [&](const char* key, auto& value, Rule rule) {
    if (!is_optional(rule) || json.contains(key)) read(json.at(key), key, rule, value);
  });
  return result;
} catch (const nlohmann::json::exception& error) {
  fail("latency record: {}; measure again", error.what());
}

}  // namespace efs::device
