// Where model files are measured: this machine, or a board with an agent.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "device/agent/client.h"
#include "device/devices/latency_cache.h"
#include "device/latency_result.h"
#include "device/runtime.h"

namespace efs::device {

class Device {
 public:
  virtual ~Device() = default;
  /// Of the model files it takes.
  virtual std::string suffix() = 0;
  /// Error: it cannot measure a file of fp32 as its options want it, which the message says.
  virtual void check() = 0;
  /// What a measurement of a file with this SHA-256 is kept under.
  virtual LatencyKey key(const std::string& model_digest) = 0;
  /// `progress` also hears every second or so that nothing is new; it must not throw.
  virtual LatencyResult measure(const fs::path& model,
                                const MeasurementProgress& progress = {}) = 0;
  /// Of the last measurement, each timed run in its order; empty: its program does not say.
  virtual std::vector<double> samples_ms() = 0;
};

/// How a target measures.
struct DeviceOptions {
  int threads = 1;
  std::string precision = "fp32";
  LatencyOptions protocol;
  double timeout_s = 600.0;  // of an agent: the longest that one may take, loading included
  /// Asked every second or so while it measures; true: it is to stop (MeasurementCancelled).
  std::function<bool()> cancelled = {};
};

std::unique_ptr<Device> this_machine(const Runtime& runtime, const DeviceOptions& options);

/// The agent on a board; `runtime` may be empty: its first that takes .onnx files. Where it cannot
/// be reached, all functions throw AgentUnreachable, and the same call goes on where it
/// stopped. AgentTrouble: the board has no such runtime, or what AgentClient says.
std::unique_ptr<Device> agent_device(const AgentAddress& address, const std::string& runtime,
                                     const DeviceOptions& options);

}  // namespace efs::device
