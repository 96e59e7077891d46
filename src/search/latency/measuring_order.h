// Which network to measure next.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "search/latency/latency_model.h"

namespace efs::search {

/// A network that has not been measured.
struct LatencyOutlook {
  double macs = 0.0;
  std::optional<LatencyPrediction> prediction;
};

/// The index of the network to measure. Without predictions: the one whose MACs are furthest (by
/// ratio) from those of all measured networks, and the smallest at first, so that a model soon
/// covers the whole range. With them: the one that is predicted to be the fastest; networks that
/// are predicted to break `limit_ms` come last.
std::size_t next_to_measure(const std::vector<LatencyOutlook>& left,
                            const std::vector<double>& measured_macs, double limit_ms);

}  // namespace efs::search
