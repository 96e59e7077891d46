// The order in which networks are measured (search/latency/measuring_order.h), as it learns what
// they take.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "graph/graph.h"
#include "search/latency/latency_model.h"
#include "study/trial.h"

namespace efs::tune {

struct UnmeasuredNetwork {
  study::Params params;  // a point of the space that makes it
  graph::Graph graph;
  std::vector<double> features;  // graph::latency_features()
  double macs = 0.0;

  UnmeasuredNetwork(study::Params point, graph::Graph network);
};

class NetworkOrder {
 public:
  explicit NetworkOrder(double limit_ms) : limit_ms_(limit_ms) {}
  /// The index of the one to measure.
  std::size_t next(const std::vector<UnmeasuredNetwork>& left) const;
  void measured(const UnmeasuredNetwork& network, double latency_ms);

 private:
  double limit_ms_;
  std::vector<search::LatencySample> samples_;
  std::vector<double> macs_;
  std::optional<search::LatencyModel> model_;
};

}  // namespace efs::tune
