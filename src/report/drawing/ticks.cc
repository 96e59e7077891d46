#include "report/drawing/ticks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace efs::report {
namespace {

/// Digits behind the point that tell multiples of `step` apart.
int decimals(double step) {
  return std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
}

double nice_step(double rough) {
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (rough <= factor * power * (1.0 + 1e-9)) return factor * power;
  }
  return 10.0 * power;
}

}  // namespace

std::vector<Tick> linear_ticks(double low, double high, int wanted, bool integers) {
  if (high - low <= 1e-12 * std::max(std::abs(low), std::abs(high))) {
    const double margin = integers ? 1.0 : std::max(std::abs(low) * 0.1, 1e-3);
    low -= margin;
    high += margin;
  }
  double step = nice_step((high - low) / std::max(1, wanted));
  if (integers) step = std::max(1.0, step);
  const auto first = static_cast<long>(std::floor(low / step + 1e-9));
  const auto last = static_cast<long>(std::ceil(high / step - 1e-9));
  std::vector<Tick> ticks;
  for (long i = first; i <= last; ++i) {
    const double value = static_cast<double>(i) * step;
    ticks.push_back({value, fmt::format("{:.{}f}", value, decimals(step))});
  }
  return ticks;
}

std::vector<Tick> log_ticks(double low, double high) {
  std::vector<Tick> ticks;
  const int first = static_cast<int>(std::floor(std::log10(low)));
  const int last = static_cast<int>(std::ceil(std::log10(high))) + 1;
  for (int exponent = first; exponent <= last; ++exponent) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double value = factor * std::pow(10.0, exponent);
      // The largest tick at or below `low` is the first one that stays.
      if (value <= low) ticks.clear();
      ticks.push_back({value, fmt::format("{:g}", value)});
      if (value >= high && ticks.size() > 1) return ticks;
    }
  }
  return ticks;
}

}  // namespace efs::report
