#include "search/latency/measuring_order.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace efs::search {
namespace {

/// The larger, the sooner.
double novelty(double macs, const std::vector<double>& measured_macs) {
  if (measured_macs.empty()) return -macs;
  double nearest = std::numeric_limits<double>::infinity();
  for (const double other : measured_macs) {
    nearest = std::min(nearest, std::abs(std::log((macs + 1.0) / (other + 1.0))));
  }
  return nearest;
}

}  // namespace

std::size_t next_to_measure(const std::vector<Outlook>& left,
                            const std::vector<double>& measured_macs, double limit_ms) {
  const auto urgency = [&](const Outlook& outlook) {  // the smallest first
    if (!outlook.prediction) return std::tuple(0, -novelty(outlook.macs, measured_macs));
    const int breaks = outlook.prediction->low_ms > limit_ms ? 2 : 1;
    return std::tuple(breaks, outlook.prediction->latency_ms);
  };
  const auto next =
      std::min_element(left.begin(), left.end(),
                       [&](const Outlook& a, const Outlook& b) { return urgency(a) < urgency(b); });
  return static_cast<std::size_t>(next - left.begin());
}

}  // namespace efs::search
