#include "device/agent/protocol.h"

#include <algorithm>

#include "core/text/outside_json.h"
#include "device/json_fields.h"
#include "device/names.h"

namespace efs::device {

namespace {

constexpr double kLongestTimeout_s = 3600.0;
constexpr int kMostCpus = 1024;
constexpr std::int64_t kMostBytes = 1LL << 53;
constexpr const char* kStates[] = {"queued", "running", "done", "failed", "cancelled"};

template <typename Number = int>
Number whole(const Json& json, const char* name, std::int64_t least, std::int64_t most) {
  const auto value = field<Json>(json, name);
  const auto number = whole_number(value, least, most);
  if (!number) {
    fail("'{}' is {}, but must be a whole number from {} to {}", name, shown(value), least, most);
  }
  return static_cast<Number>(*number);
}

double real(const Json& json, const char* name, double least, double most) {
  const auto value = field<double>(json, name);
  if (!(value >= least && value <= most)) {
    fail("'{}' is {}, but must be from {} to {}", name, value, least, most);
  }
  return value;
}

std::string word(const Json& json, const char* name) {
  auto text = field<std::string>(json, name);
  require_name(name, text);
  return text;
}

/// A text for people, on one line of a terminal.
std::string words(const Json& json, const char* name, std::size_t longest = 200) {
  auto text = field<std::string>(json, name);
  std::replace(text.begin(), text.end(), '\n', ' ');
  return printable(text, longest);
}

/// Empty: the field is missing.
std::string words_or_empty(const Json& json, const char* name, std::size_t longest = 200) {
  return json.contains(name) ? words(json, name, longest) : std::string();
}

/// It becomes the end of a file's name.
std::string model_suffix(const Json& json) {
  auto text = field<std::string>(json, "suffix");
  if (!is_model_file_suffix(text)) fail("'suffix' must be .onnx or .pt");
  return text;
}

std::vector<int> cpus_from_json(const Json& json) {
  std::vector<int> cpus;
  for (const Json& cpu : field<std::vector<Json>>(json, "cpus")) {
    const auto number = whole_number(cpu, 0, kMostCpus - 1);
    if (!number) fail("'cpus' has {}; a CPU is from 0 to {}", shown(cpu), kMostCpus - 1);
    cpus.push_back(static_cast<int>(*number));
  }
  return cpus;
}

Json to_json(const LatencyOptions& options) {
  return {{"warmup_runs", options.warmup_runs},
          {"warmup_s", options.warmup_s},
          {"min_runs", options.min_runs},
          {"min_s", options.min_s},
          {"relative_interval", options.relative_interval},
          {"max_s", options.max_s},
          {"cool_down_s", options.cool_down_s},
          {"cpus", options.cpus}};
}

LatencyOptions options_from_json(const Json& json) {
  LatencyOptions options;
  options.warmup_runs = whole(json, "warmup_runs", 0, 1'000'000);
  options.warmup_s = real(json, "warmup_s", 0.0, kLongestTimeout_s);
  options.min_runs = whole(json, "min_runs", 1, 1'000'000);
  options.min_s = real(json, "min_s", 0.0, kLongestTimeout_s);
  options.relative_interval = real(json, "relative_interval", 1e-6, 10.0);
  options.max_s = real(json, "max_s", 0.0, kLongestTimeout_s);
  // A program of the first release does not send it.
  if (json.contains("cool_down_s")) {
    options.cool_down_s = real(json, "cool_down_s", 0.0, kLongestTimeout_s);
  }
  if (json.contains("cpus")) options.cpus = cpus_from_json(json);
  return options;
}

bool is_hexadecimal(const std::string& text, std::size_t length) {
  return text.size() == length && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

RuntimeOffer offer_from_json(const Json& json) {
  RuntimeOffer offer;
  offer.name = word(json, "name");
  offer.version = words(json, "version");
  offer.suffix = model_suffix(json);
  if (!json.contains("precisions")) return offer;
  offer.precisions = field<std::vector<std::string>>(json, "precisions");
  for (const auto& precision : offer.precisions) require_name("precisions", precision);
  return offer;
}

Json to_json(const ClockState& clock) {
  Json json{{"fixed", clock.fixed}};
  put_known(json, "governor", clock.governor);
  put_known(json, "frequency_mhz", clock.frequency_mhz);
  put_known(json, "throttling", clock.throttling);
  put_known(json, "temperature_c", clock.temperature_c);
  return json;
}

ClockState clock_from_json(const Json& json) {
  const auto real_or_0 = [&](const char* name, double most) {
    return json.contains(name) ? real(json, name, 0.0, most) : 0.0;
  };
  ClockState clock;
  clock.fixed = json.contains("fixed") && field<bool>(json, "fixed");
  clock.governor = words_or_empty(json, "governor");
  clock.frequency_mhz = real_or_0("frequency_mhz", 1e6);
  clock.throttling = words_or_empty(json, "throttling");
  clock.temperature_c = real_or_0("temperature_c", 1e3);
  return clock;
}

/// Error unless it is an object of this version of the protocol.
void require_message(const Json& json) {
  if (!json.is_object()) fail("the message is no JSON object");
  const int version = whole(json, "protocol", 0, 1'000'000);
  if (version == kProtocolVersion) return;
  fail("it speaks version {} of the protocol, this program version {}; bring both to one release",
       version, kProtocolVersion);
}

}  // namespace

bool is_digest(const std::string& text) { return is_hexadecimal(text, 64); }

bool is_model_name(const std::string& text) {
  const std::size_t dot = std::min(text.find('.'), text.size());
  return is_digest(text.substr(0, dot)) && is_model_file_suffix(text.substr(dot));
}

bool is_measurement_id(const std::string& text) { return is_hexadecimal(text, kIdLength); }

Json to_json(const MeasureRequest& request) {
  return {{"protocol", kProtocolVersion},
          {"model", request.model_digest},
          {"suffix", request.suffix},
          {"runtime", request.runtime},
          {"precision", request.precision},
          {"threads", request.threads},
          {"options", to_json(request.options)},
          {"timeout_s", request.timeout_s}};
}

MeasureRequest measure_request_from_json(const Json& json) {
  require_message(json);
  MeasureRequest request;
  request.model_digest = field<std::string>(json, "model");
  if (!is_digest(request.model_digest)) fail("'model' must be the file's SHA-256 in hexadecimal");
  request.suffix = model_suffix(json);
  request.runtime = word(json, "runtime");
  request.precision = word(json, "precision");
  request.threads = whole(json, "threads", 1, 1024);
  request.options = options_from_json(field<Json>(json, "options"));
  request.timeout_s = real(json, "timeout_s", 0.1, kLongestTimeout_s);
  return request;
}

const char* to_string(MeasurementState state) { return kStates[static_cast<int>(state)]; }

MeasurementState measurement_state_of(const std::string& name) {
  for (int i = 0; i < 5; ++i) {
    if (name == kStates[i]) return static_cast<MeasurementState>(i);
  }
  fail("'{}' is no state of a measurement", printable(name, 100));
}

Json to_json(const MeasurementStatus& status) {
  Json json{{"id", status.id}, {"state", to_string(status.state)}};
  if (status.state == MeasurementState::kQueued) json["ahead"] = status.ahead;
  put_known(json, "progress", status.progress);
  put_known(json, "error", status.error);
  put_known(json, "retry", status.retry);
  put_known(json, "result", status.result);
  return json;
}

MeasurementStatus measurement_status_from_json(const Json& json) {
  if (!json.is_object()) fail("the message is no JSON object");
  MeasurementStatus status;
  status.id = word(json, "id");
  status.state = measurement_state_of(field<std::string>(json, "state"));
  if (json.contains("ahead")) status.ahead = whole(json, "ahead", 0, 1'000'000);
  status.progress = words_or_empty(json, "progress");
  status.error = words_or_empty(json, "error", 4000);
  if (json.contains("retry")) status.retry = field<bool>(json, "retry");
  if (json.contains("result")) status.result = json.at("result");
  return status;
}

Json to_json(const Capabilities& capabilities) {
  Json runtimes = Json::array();
  for (const RuntimeOffer& offer : capabilities.runtimes) {
    runtimes.push_back({{"name", offer.name},
                        {"version", offer.version},
                        {"suffix", offer.suffix},
                        {"precisions", offer.precisions}});
  }
  return {{"protocol", kProtocolVersion},
          {"clock", to_json(capabilities.clock)},
          {"agent", capabilities.agent_version},
          {"board", capabilities.board},
          {"machine", capabilities.machine},
          {"cpus", capabilities.cpus},
          {"runtimes", runtimes},
          {"max_model_bytes", capabilities.max_model_bytes},
          {"max_queued", capabilities.max_queued}};
}

Capabilities capabilities_from_json(const Json& json) {
  require_message(json);
  Capabilities capabilities;
  capabilities.agent_version = words(json, "agent");
  capabilities.board = words(json, "board");
  capabilities.machine = words(json, "machine");
  capabilities.cpus = whole(json, "cpus", 0, 65536);
  capabilities.clock = clock_from_json(field<Json>(json, "clock"));
  for (const Json& offer : field<std::vector<Json>>(json, "runtimes")) {
    capabilities.runtimes.push_back(offer_from_json(offer));
  }
  capabilities.max_model_bytes = whole<std::uint64_t>(json, "max_model_bytes", 0, kMostBytes);
  capabilities.max_queued = whole(json, "max_queued", 0, 1'000'000);
  return capabilities;
}

}  // namespace efs::device
