#include "device/agent/protocol.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text/json_number.h"
#include "core/text/outside_json.h"
#include "core/text/outside_text.h"
#include "device/names.h"

namespace efs::device {

namespace {

constexpr double kLongestTimeout_s = 3600.0;
constexpr int kMostCpus = 1024;
constexpr std::int64_t kMostBytes = 1LL << 53;
constexpr const char* kStates[] = {"queued", "running", "done", "failed", "cancelled"};

/// Of a value that is wrong, for a message.
std::string shown(const Json& json) { return printable(json_text(json), 100); }

template <typename T>
T field(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end()) fail("the message lacks '{}'", name);
  try {
    return found->template get<T>();
  } catch (const nlohmann::json::exception&) {
    fail("'{}' is {}, which is of another kind than the protocol wants", name, shown(*found));
  }
}

int whole(const Json& json, const char* name, int least, int most) {
  const auto value = field<Json>(json, name);
  const auto number = whole_number(value, least, most);
  if (!number) {
    fail("'{}' is {}, but must be a whole number from {} to {}", name, shown(value), least, most);
  }
  return static_cast<int>(*number);
}

std::uint64_t bytes_of(const Json& json, const char* name) {
  const auto value = field<Json>(json, name);
  const auto number = whole_number(value, 0, kMostBytes);
  if (!number) fail("'{}' is {}, which is no number of bytes", name, shown(value));
  return static_cast<std::uint64_t>(*number);
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

/// For people to read, on one line of a terminal.
std::string words(const Json& json, const char* name, std::size_t longest = 200) {
  auto text = field<std::string>(json, name);
  std::replace(text.begin(), text.end(), '\n', ' ');
  return printable(text, longest);
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
  // Missing from a program of the first release.
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

void require_version(const Json& json) {
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
  if (!json.is_object()) fail("the message is no JSON object");
  require_version(json);
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
  if (!status.progress.empty()) json["progress"] = status.progress;
  if (!status.error.empty()) json["error"] = status.error;
  if (status.retry) json["retry"] = true;
  if (!status.result.is_null()) json["result"] = status.result;
  return json;
}

MeasurementStatus measurement_status_from_json(const Json& json) {
  if (!json.is_object()) fail("the message is no JSON object");
  MeasurementStatus status;
  status.id = word(json, "id");
  status.state = measurement_state_of(field<std::string>(json, "state"));
  if (json.contains("ahead")) status.ahead = whole(json, "ahead", 0, 1'000'000);
  if (json.contains("progress")) status.progress = words(json, "progress");
  if (json.contains("error")) status.error = words(json, "error", 4000);
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
  Json clock{{"fixed", capabilities.clock.fixed}};
  if (!capabilities.clock.governor.empty()) clock["governor"] = capabilities.clock.governor;
  if (capabilities.clock.frequency_mhz > 0.0) {
    clock["frequency_mhz"] = capabilities.clock.frequency_mhz;
  }
  if (!capabilities.clock.throttling.empty()) {
    clock["throttling"] = capabilities.clock.throttling;
  }
  if (capabilities.clock.temperature_c > 0.0) {
    clock["temperature_c"] = capabilities.clock.temperature_c;
  }
  return {{"protocol", kProtocolVersion},
          {"clock", clock},
          {"agent", capabilities.agent_version},
          {"board", capabilities.board},
          {"machine", capabilities.machine},
          {"cpus", capabilities.cpus},
          {"runtimes", runtimes},
          {"max_model_bytes", capabilities.max_model_bytes},
          {"max_queued", capabilities.max_queued}};
}

Capabilities capabilities_from_json(const Json& json) {
  if (!json.is_object()) fail("the message is no JSON object");
  require_version(json);
  Capabilities capabilities;
  capabilities.agent_version = words(json, "agent");
  capabilities.board = words(json, "board");
  capabilities.machine = words(json, "machine");
  capabilities.cpus = whole(json, "cpus", 0, 65536);
  const auto clock = field<Json>(json, "clock");
  if (clock.contains("fixed")) capabilities.clock.fixed = field<bool>(clock, "fixed");
  if (clock.contains("throttling")) {
    capabilities.clock.throttling = words(clock, "throttling");
  }
  if (clock.contains("governor")) {
    capabilities.clock.governor = words(clock, "governor");
  }
  if (clock.contains("frequency_mhz")) {
    capabilities.clock.frequency_mhz = real(clock, "frequency_mhz", 0.0, 1e6);
  }
  if (clock.contains("temperature_c")) {
    capabilities.clock.temperature_c = real(clock, "temperature_c", 0.0, 1e3);
  }
  for (const Json& offer : field<std::vector<Json>>(json, "runtimes")) {
    capabilities.runtimes.push_back(offer_from_json(offer));
  }
  capabilities.max_model_bytes = bytes_of(json, "max_model_bytes");
  capabilities.max_queued = whole(json, "max_queued", 0, 1'000'000);
  return capabilities;
}

}  // namespace efs::device
