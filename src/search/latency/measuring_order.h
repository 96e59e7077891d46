// Which network to measure next.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "search/latency/latency_model.h"

namespace efs::search {

/// What is known of a network that has not been measured.
struct Outlook {
  double macs = 0.0;
  std::optional<LatencyPrediction> prediction;
};

/// The index of the one to measure: without predictions the one whose MACs are furthest (by ratio)
/// from all measured ones', first of all the smallest, so that a model soon knows the whole range;
/// with them the one that is probably the fastest, those that probably break `limit_ms` last.
std::size_t next_to_measure(const std::vector<Outlook>& left,
                            const std::vector<double>& measured_macs, double limit_ms);

}  // namespace efs::search
