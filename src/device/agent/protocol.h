// What efs and efs-agent say to each other: docs/agent_protocol.md.
#pragma once

#include <string>
#include <vector>

#include "core/text/json.h"
#include "device/context.h"
#include "device/latency.h"

namespace efs::device {

/// Of the messages; a part of every path (/v1/...). A server refuses what is not its own.
constexpr int kProtocolVersion = 1;
constexpr int kAgentPort = 7070;

struct MeasureRequest {
  std::string model_digest;      // SHA-256 of the file, which is uploaded before
  std::string suffix = ".onnx";  // of the file
  std::string runtime;
  std::string precision = "fp32";
  int threads = 1;
  LatencyOptions options;
  double timeout_s = 600.0;  // from its start, loading included
};

Json to_json(const MeasureRequest& request);
/// Error names the field, the rule and what was there.
MeasureRequest measure_request_from_json(const Json& json);

enum class MeasurementState { kQueued, kRunning, kDone, kFailed, kCancelled };

/// "queued", ...
const char* to_string(MeasurementState state);
/// Error: none of them.
MeasurementState measurement_state_of(const std::string& name);
inline bool has_ended(MeasurementState state) { return state >= MeasurementState::kDone; }

/// How a measurement stands. `result` is there when it is done, `error` when it failed.
struct MeasurementStatus {
  std::string id;
  MeasurementState state = MeasurementState::kQueued;
  int ahead = 0;         // measurements that come first
  std::string progress;  // "loading", "warming up", "120 runs, median 3.21 ms"
  std::string error;
  /// It failed for a reason of the board, not of the model or the request: another may succeed.
  bool retry = false;
  Json result;  // of LatencyResult
};

Json to_json(const MeasurementStatus& status);
/// Its texts are fit for a terminal; so are those of capabilities_from_json().
MeasurementStatus measurement_status_from_json(const Json& json);

/// What a board can do.
struct RuntimeOffer {
  std::string name;
  std::string version;
  std::string suffix;  // of the files it takes
  /// What it can run a file of fp32 in; empty: the agent is older, and does not say.
  std::vector<std::string> precisions = {};
};

struct Capabilities {
  std::string agent_version;
  std::string board;
  std::string machine;  // uname's: "aarch64"
  int cpus = 0;
  ClockState clock;
  std::vector<RuntimeOffer> runtimes;
  std::uint64_t max_model_bytes = 0;
  int max_queued = 0;
};

Json to_json(const Capabilities& capabilities);
/// Error: another version of the protocol, or a damaged message.
Capabilities capabilities_from_json(const Json& json);

/// 64 lower-case hexadecimal digits.
bool is_digest(const std::string& text);
/// A digest and a suffix.
bool is_model_name(const std::string& text);

constexpr std::size_t kIdLength = 32;
/// 32 lower-case hexadecimal digits.
bool is_measurement_id(const std::string& text);

}  // namespace efs::device
