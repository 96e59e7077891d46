// Latency first: draws networks, predicts what each takes, and keeps some in each window of latency.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tune/latency/latency_meter.h"
#include "tune/prefilter/candidates.h"

namespace efs::tune {

struct PrefilterResult {
  std::vector<DrawnNetwork> networks;
  search::LatencyModel model;
  SearchOptions options;  // whose space has the kept networks, and no prefilter
};

/// Is told what is done, as a line.
using PrefilterProgress = std::function<void(const std::string& line)>;

/// Draws a quarter of the networks anywhere in the space and measures some of them on the study's first
/// target; draws the others near the windows, measures more of those that may lie in one, and then those
/// that it keeps. What the meter has measured before costs nothing, so a prefilter that was ended goes on.
/// Nothing: `stop` ended it. Error: the target cannot be reached. UsageError as require_prefilterable() and
/// keep_best().
std::optional<PrefilterResult> run_prefilter(const SearchOptions& options, LatencyMeter& meter,
                                             const PrefilterProgress& progress,
                                             const std::function<bool()>& stop);

/// The networks as a table, in the order in which they were drawn.
std::string prefilter_csv(const PrefilterResult& result);

}  // namespace efs::tune
