// Latencies of networks that have not been measured, from those that have: a sum of costs that are
// not negative, one a feature (graph/latency_features.h).
#pragma once

#include <optional>
#include <string>
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
  std::vector<double> cost_ms;  // a unit of the feature costs so much
  int networks = 0;             // that it was fitted to
  /// Of the relative errors that it makes on a network left out of the fit: |predicted / true - 1|.
  double median_error = 0.0;
  double p90_error = 0.0;
  /// True latencies over predicted ones, of networks left out: 90 % lie between.
  double low_factor = 1.0;
  double high_factor = 1.0;

  LatencyPrediction predict(const std::vector<double>& features) const;
};

/// Relative least squares with costs >= 0. Nothing for fewer than kFewestNetworks samples. Error:
/// samples of different lengths, a latency that is not positive.
constexpr std::size_t kFewestNetworks = 8;
std::optional<LatencyModel> fit_latency_model(const std::vector<LatencySample>& samples);

Json to_json(const LatencyModel& model);
/// Error: it is none.
LatencyModel latency_model_from_json(const Json& json);

}  // namespace efs::search
