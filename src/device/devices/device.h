// The devices that measure model files: this machine, or a board with an agent.
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
  /// The suffix of the model files that it takes.
  virtual std::string suffix() = 0;
  /// Error: it cannot measure a file of fp32 as its options demand.
  virtual void check() = 0;
  /// The key under which the latency of a file with this SHA-256 is kept.
  virtual LatencyKey key(const std::string& model_digest) = 0;
  /// Calls `progress` about every second, also without news; it must not throw.
  virtual LatencyResult measure(const fs::path& model,
                                const MeasurementProgress& progress = {}) = 0;
  /// The individual timings of the last measurement, in order; empty if the program does not report
  /// them.
  virtual std::vector<double> samples_ms() = 0;
};

/// How a device measures.
struct DeviceOptions {
  int threads = 1;
  std::string precision = "fp32";
  LatencyOptions protocol;
  double timeout_s = 600.0;  // an agent's limit for a measurement, loading included
  /// Asked about every second while it measures; true: stop (MeasurementCancelled).
  std::function<bool()> cancelled = {};
};

std::unique_ptr<Device> this_machine(const Runtime& runtime, const DeviceOptions& options);

/// A board with an agent. All functions throw AgentUnreachable if the agent cannot be reached; the
/// same call then goes on where it stopped. AgentTrouble: the board has no such runtime, or as
/// AgentClient.
std::unique_ptr<Device> agent_device(const AgentAddress& address, const std::string& runtime,
                                     const DeviceOptions& options);

}  // namespace efs::device
