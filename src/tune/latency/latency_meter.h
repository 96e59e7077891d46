// The latency of a candidate: measured once per network and target, before it is trained.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "device/devices/device.h"
#include "graph/graph.h"
#include "study/storage.h"
#include "tune/latency/drift_watch.h"
#include "tune/options.h"

namespace efs::tune {

/// Measures with weights that depend on the graph alone, so the same network gives the same
/// file in every study. Results are kept in the study and in the cache between studies.
class LatencyMeter {
 public:
  /// `cancelled` is asked while an agent measures; true: measure() throws MeasurementCancelled.
  LatencyMeter(const LatencyTargets& targets, std::filesystem::path scratch,
               study::Storage& storage, const std::function<bool()>& cancelled = {});

  /// From now on a reference model is measured between the others (drift_watch.h); what is measured
  /// while it takes another time than at first is unstable.
  void watch_drift();

  /// `name` stands for the network in messages and file names. AgentUnreachable: a target cannot be
  /// reached, which is told once; what the others say is kept, and the same call goes on from
  /// there. `alive` is called every second or so in between; it must not throw.
  study::TrialCost measure(const graph::Graph& graph, const std::string& name,
                           const std::function<void()>& alive = {});

 private:
  struct Network;
  struct Place {
    LatencyTarget options;
    std::unique_ptr<device::Device> target;
    std::string away = {};  // why it could not be reached at the last try; empty: it could
    double tried_s = 0.0;   // when that was
    std::optional<DriftWatch> drift = {};
  };

  study::LatencyRecord latency_on(Place& place, const Network& network);
  device::LatencyResult measure_patiently(Place& place, const Network& network);
  device::LatencyResult measure_file(Place& place, const Network& network,
                                     const std::filesystem::path& model);

  LatencyTargets options_;
  std::vector<Place> places_;
  std::filesystem::path scratch_;
  study::Storage& storage_;
  std::map<std::string, study::TrialCost> known_;  // by the digest of the graph
  SystemClock clock_;
};

}  // namespace efs::tune
