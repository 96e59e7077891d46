// The latency of a candidate: measured once per network, before it is trained.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "device/target.h"
#include "graph/graph.h"
#include "study/storage.h"
#include "tune/options.h"

namespace efs::tune {

/// What is known of a network before it is trained.
struct CandidateCost {
  device::LatencyResult latency;
  std::int64_t parameter_count = 0;
  std::int64_t macs = 0;
  double size_mb = 0.0;  // of the ONNX file, 10^6 bytes
};

/// Measures with weights that depend on the graph alone, so the same network gives the same
/// file in every study. Results are kept in the study and in the cache between studies.
class LatencyMeter {
 public:
  /// `waits` is called again and again while the target cannot be reached, which it outlasts: it
  /// may throw to end that.
  LatencyMeter(const LatencyTarget& target, std::filesystem::path scratch, study::Storage& storage,
               std::function<void()> waits = {});

  /// `name` stands for the network in messages and file names.
  CandidateCost measure(const graph::Graph& graph, const std::string& name);

 private:
  device::LatencyResult measure_file(const std::filesystem::path& model);

  void wait_for_agent(const device::AgentUnreachable& error);

  LatencyTarget options_;
  std::unique_ptr<device::Target> target_;
  std::function<void()> waits_;
  bool told_ = false;  // that it cannot be reached
  std::filesystem::path scratch_;
  study::Storage& storage_;
};

}  // namespace efs::tune
