#include "report/drawing/json_parts.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

namespace efs::report {

Json rounded(double value) {
  if (!std::isfinite(value)) return nullptr;
  return std::strtod(fmt::format("{:.6g}", value).c_str(), nullptr);
}

Json rounded(const std::optional<double>& value) { return value ? rounded(*value) : nullptr; }

Json metric_json(const search::Metric& metric) {
  return {{"name", metric.name},
          {"label", metric.label},
          {"title", metric.with_unit(metric.title())},
          {"digits", metric.digits}};
}

Json ticks_json(const std::vector<Tick>& ticks) {
  return json_list(ticks, [](const Tick& tick) -> Json {
    return {rounded(tick.value), tick.label};
  });
}

}  // namespace efs::report
