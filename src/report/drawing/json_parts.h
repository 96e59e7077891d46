// Pieces of the JSON that the page's scripts draw.
#pragma once

#include <optional>

#include "core/text/json.h"
#include "report/drawing/ticks.h"
#include "search/objectives/metrics.h"

namespace efs::report {

/// With 6 significant digits, which no pixel shows; null: not finite, or not known.
Json rounded(double value);
Json rounded(const std::optional<double>& value);

/// An array with one element for each item.
template <typename Items, typename ToJson>
Json json_list(const Items& items, const ToJson& to_json) {
  Json list = Json::array();
  for (const auto& item : items) list.push_back(to_json(item));
  return list;
}

Json metric_json(const search::Metric& metric);
/// [[value, label], ...]
Json ticks_json(const std::vector<Tick>& ticks);

}  // namespace efs::report
