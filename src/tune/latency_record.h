// A study's record of a latency as what it is: the result of a measurement.
#pragma once

#include <string>

#include "core/text/outside_json.h"
#include "device/latency_result.h"

namespace efs::tune {

/// What LatencyRecord::detail_json, or the note of a network's latency, holds. Error: it is damaged.
inline device::LatencyResult latency_of(const std::string& detail_json) {
  return device::latency_result_from_json(
      parse_outside_json(detail_json, "the study's record of a latency"));
}

}  // namespace efs::tune
