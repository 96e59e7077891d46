// Predicted latencies of unmeasured networks, from the measured ones: a sum of non-negative costs,
// one a feature (graph/latency_features.h).
#pragma once

#include <optional>
#include <vector>

#include "core/text/json.h"

namespace efs::search {

struct LatencySample {
  std::vector<double> features;
  double latency_ms = 0.0;
};

struct LatencyPrediction {
  double latency_ms = 0.0;
  double low_ms = 0.0;  // of a 90 % interval
  double high_ms = 0.0;
};

struct LatencyModel {
  std::vector<double> cost_ms;  // per unit of each feature
  int networks = 0;             // in the fit
  /// Relative errors on networks left out of the fit: |predicted / true - 1|.
  double median_error = 0.0;
  double p90_error = 0.0;
  /// True over predicted latency of networks left out of the fit: 90 % lie between these factors.
  double low_factor = 1.0;
  double high_factor = 1.0;

  LatencyPrediction predict(const std::vector<double>& features) const;
};

/// Relative least squares with costs >= 0. Nothing for fewer than kFewestNetworks samples. Error:
/// samples of different lengths, a latency that is not positive.
constexpr std::size_t kFewestNetworks = 8;
std::optional<LatencyModel> fit_latency_model(const std::vector<LatencySample>& samples);

Json to_json(const LatencyModel& model);
/// Error: `json` is not what to_json() wrote.
LatencyModel latency_model_from_json(const Json& json);

}  // namespace efs::search
