// The messages between efs and efs-agent: docs/agent_protocol.md.
#pragma once

#include <string>
#include <vector>

#include "core/text/json.h"
#include "device/context.h"
#include "device/latency.h"

namespace efs::device {

/// The version of the messages, which is a part of every path (/v1/...). A server refuses others.
constexpr int kProtocolVersion = 1;
constexpr int kAgentPort = 7070;

struct MeasureRequest {
  std::string model_digest;      // SHA-256 of the file, which must have been uploaded
  std::string suffix = ".onnx";  // of the file
  std::string runtime;
  std::string precision = "fp32";
  int threads = 1;
  LatencyOptions options;
  double timeout_s = 600.0;  // from the measurement's start, loading included
};

Json to_json(const MeasureRequest& request);
/// Error names the field, the rule and the wrong value.
MeasureRequest measure_request_from_json(const Json& json);

enum class MeasurementState { kQueued, kRunning, kDone, kFailed, kCancelled };

/// "queued", ...
const char* to_string(MeasurementState state);
/// Error: there is no such state.
MeasurementState measurement_state_of(const std::string& name);
inline bool has_ended(MeasurementState state) { return state >= MeasurementState::kDone; }

/// How a measurement stands. It has a `result` once it is done, an `error` if it failed.
struct MeasurementStatus {
  std::string id;
  MeasurementState state = MeasurementState::kQueued;
  int ahead = 0;         // measurements that come first
  std::string progress;  // "loading", "warming up", "120 runs, median 3.21 ms"
  std::string error;
  /// It failed because of the board, not because of the model or the request: another may succeed.
  bool retry = false;
  Json result;  // a LatencyResult
};

Json to_json(const MeasurementStatus& status);
/// Makes texts fit for a terminal, as capabilities_from_json() does.
MeasurementStatus measurement_status_from_json(const Json& json);

/// A runtime of a board.
struct RuntimeOffer {
  std::string name;
  std::string version;
  std::string suffix;  // of the files it takes
  /// The precisions in which it can run a file of fp32; empty: the agent is too old to tell.
  std::vector<std::string> precisions = {};
};

/// What a board can do.
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
/// Error: the message is of another version of the protocol, or damaged.
Capabilities capabilities_from_json(const Json& json);

/// 64 lower-case hexadecimal digits.
bool is_digest(const std::string& text);
/// A digest and a suffix.
bool is_model_name(const std::string& text);

constexpr std::size_t kIdLength = 32;
/// 32 lower-case hexadecimal digits.
bool is_measurement_id(const std::string& text);

}  // namespace efs::device
