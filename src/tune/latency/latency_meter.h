// The latency of a candidate: measured once per network and target, before it is trained.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/clock.h"
#include "device/devices/device.h"
#include "graph/graph.h"
#include "study/storage.h"
#include "tune/latency/drift_watch.h"
#include "tune/options.h"

namespace efs::tune {

/// Why a network has not been measured.
enum class NotMeasured {
  kTargetAway,  // a target cannot be reached; the same call later goes on from there
  kCancelled,
};
using Measured = std::variant<study::TrialCost, NotMeasured>;

/// Measures with weights that depend on the graph alone, so the same network gives the same
/// file in every study. Results are kept in the study and in the cache between studies.
class LatencyMeter {
 public:
  /// `cancelled` is asked while an agent measures; true: measure() ends
  /// with kCancelled.
  LatencyMeter(const LatencyTargets& targets, std::filesystem::path scratch,
               study::Storage& storage, const std::function<bool()>& cancelled = {});

  /// From now on a reference model is measured between the others (drift_watch.h); what is measured
  /// while it takes another time than at first is unstable.
  void watch_drift();

  /// `name` stands for the network in messages and file names. kTargetAway is logged once; what the
  /// other targets measured is kept. `alive` is called about every second; it must not throw.
  Measured measure(const graph::Graph& graph, const std::string& name,
                   const std::function<void()>& alive = {});

 private:
  struct Network;
  struct Target {
    LatencyTarget options;
    std::unique_ptr<device::Device> device;
    std::string away = {};  // why it could not be reached at the last try; empty: it could
    double tried_s = 0.0;   // when that was
    std::optional<DriftWatch> drift = {};
  };

  /// Nothing: it cannot be reached.
  std::optional<study::LatencyRecord> latency_on(Target& target, const Network& network);
  std::optional<device::LatencyResult> measure_patiently(Target& target, const Network& network);
  device::LatencyResult measure_file(Target& target, const Network& network,
                                     const std::filesystem::path& model);

  LatencyTargets options_;
  std::vector<Target> targets_;
  std::filesystem::path scratch_;
  study::Storage& storage_;
  std::map<std::string, study::TrialCost> known_;  // by the digest of the graph
  SystemClock clock_;
};

}  // namespace efs::tune
