#include "device/agent/protocol.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "core/error.h"
#include "core/json_number.h"

namespace efs::device {

namespace {

constexpr double kLongestTimeout_s = 3600.0;
constexpr int kMostCpus = 1024;
constexpr std::int64_t kMostBytes = 1LL << 53;
constexpr const char* kStates[] = {"queued", "running", "done", "failed", "cancelled"};

template <typename T>
T field(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end()) fail("the message lacks '{}'", name);
  try {
    return found->template get<T>();
  } catch (const nlohmann::json::exception&) {
    fail("'{}' is {}, which is of another kind than the protocol wants", name, found->dump());
  }
}

int whole(const Json& json, const char* name, int least, int most) {
  const auto value = field<Json>(json, name);
  const auto number = whole_number(value, least, most);
  if (!number) {
    fail("'{}' is {}, but must be a whole number from {} to {}", name, value.dump(), least, most);
  }
  return static_cast<int>(*number);
}

std::uint64_t bytes_of(const Json& json, const char* name) {
  const auto value = field<Json>(json, name);
  const auto number = whole_number(value, 0, kMostBytes);
  if (!number) fail("'{}' is {}, which is no number of bytes", name, value.dump());
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
  const auto plain = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; };
  if (text.empty() || text.size() > 64 || !std::all_of(text.begin(), text.end(), plain)) {
    fail("'{}' must be a word of 1 to 64 letters, digits, '_' and '-'", name);
  }
  return text;
}

std::vector<int> cpus_from_json(const Json& json) {
  std::vector<int> cpus;
  for (const Json& cpu : field<std::vector<Json>>(json, "cpus")) {
    const auto number = whole_number(cpu, 0, kMostCpus - 1);
    if (!number) fail("'cpus' has {}; a CPU is from 0 to {}", cpu.dump(), kMostCpus - 1);
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

void require_version(const Json& json) {
  const int version = whole(json, "protocol", 0, 1'000'000);
  if (version == kProtocolVersion) return;
  fail("it speaks version {} of the protocol, this program version {}; bring both to one release",
       version, kProtocolVersion);
}

}  // namespace

bool is_digest(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

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
  request.suffix = field<std::string>(json, "suffix");
  if (request.suffix != ".onnx" && request.suffix != ".pt") fail("'suffix' must be .onnx or .pt");
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
  fail("'{}' is no state of a measurement", name);
}

Json to_json(const MeasurementStatus& status) {
  Json json{{"id", status.id}, {"state", to_string(status.state)}};
  if (status.state == MeasurementState::kQueued) json["ahead"] = status.ahead;
  if (!status.progress.empty()) json["progress"] = status.progress;
  if (!status.error.empty()) json["error"] = status.error;
  if (!status.result.is_null()) json["result"] = status.result;
  return json;
}

MeasurementStatus measurement_status_from_json(const Json& json) {
  if (!json.is_object()) fail("the message is no JSON object");
  MeasurementStatus status;
  status.id = word(json, "id");
  status.state = measurement_state_of(field<std::string>(json, "state"));
  if (json.contains("ahead")) status.ahead = whole(json, "ahead", 0, 1'000'000);
  if (json.contains("progress")) status.progress = field<std::string>(json, "progress");
  if (json.contains("error")) status.error = field<std::string>(json, "error");
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
  capabilities.agent_version = field<std::string>(json, "agent");
  capabilities.board = field<std::string>(json, "board");
  capabilities.machine = field<std::string>(json, "machine");
  capabilities.cpus = whole(json, "cpus", 0, 65536);
  const auto clock = field<Json>(json, "clock");
  if (clock.contains("fixed")) capabilities.clock.fixed = field<bool>(clock, "fixed");
  if (clock.contains("throttling")) {
    capabilities.clock.throttling = field<std::string>(clock, "throttling");
  }
  if (clock.contains("governor")) {
    capabilities.clock.governor = field<std::string>(clock, "governor");
  }
  if (clock.contains("frequency_mhz")) {
    capabilities.clock.frequency_mhz = real(clock, "frequency_mhz", 0.0, 1e6);
  }
  if (clock.contains("temperature_c")) {
    capabilities.clock.temperature_c = real(clock, "temperature_c", 0.0, 1e3);
  }
  for (const Json& offer : field<std::vector<Json>>(json, "runtimes")) {
    capabilities.runtimes.push_back({word(offer, "name"), field<std::string>(offer, "version"),
                                     field<std::string>(offer, "suffix")});
    if (offer.contains("precisions")) {
      capabilities.runtimes.back().precisions =
          field<std::vector<std::string>>(offer, "precisions");
    }
  }
  capabilities.max_model_bytes = bytes_of(json, "max_model_bytes");
  capabilities.max_queued = whole(json, "max_queued", 0, 1'000'000);
  return capabilities;
}

}  // namespace efs::device
