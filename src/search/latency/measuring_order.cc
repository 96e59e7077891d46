#include "search/latency/measuring_order.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace efs::search {
namespace {

/// The network with the largest is measured next.
double novelty(double macs, const std::vector<double>& measured_macs) {
  if (measured_macs.empty()) return -macs;
  double nearest = std::numeric_limits<double>::infinity();
  for (const double other : measured_macs) {
    nearest = std::min(nearest, std::abs(std::log((macs + 1.0) / (other + 1.0))));
  }
  return nearest;
}

}  // namespace

std::size_t next_to_measure(const std::vector<LatencyOutlook>& left,
                            const std::vector<double>& measured_macs, double limit_ms) {
  const auto urgency = [&](const LatencyOutlook& network) {  // the smallest first
    if (!network.prediction) return std::tuple(0, -novelty(network.macs, measured_macs));
    const int breaks = network.prediction->low_ms > limit_ms ? 2 : 1;
    return std::tuple(breaks, network.prediction->latency_ms);
  };
  return static_cast<std::size_t>(std::ranges::min_element(left, {}, urgency) - left.begin());
}

}  // namespace efs::search
