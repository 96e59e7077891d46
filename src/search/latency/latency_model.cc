#include "search/latency/latency_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.h"
#include "core/stats.h"
#include "core/text/outside_json.h"

namespace efs::search {
namespace {

constexpr int kMostSweeps = 10'000;
constexpr double kConverged = 1e-10;
constexpr double kRidge = 1e-6;    // relative to the diagonal: features that go together share
constexpr double kOutside = 0.05;  // of the interval, on each side

/// The normal equations of samples divided by their latency: all then ask for 1.
struct NormalEquations {
  std::vector<std::vector<double>> matrix;
  std::vector<double> right;

  NormalEquations(const std::vector<LatencySample>& samples, std::size_t left_out) {
    const std::size_t count = samples.front().features.size();
    matrix.assign(count, std::vector<double>(count, 0.0));
    right.assign(count, 0.0);
    for (std::size_t s = 0; s < samples.size(); ++s) {
      if (s == left_out) continue;
      const LatencySample& sample = samples[s];
      for (std::size_t i = 0; i < count; ++i) {
        const double scaled = sample.features[i] / sample.latency_ms;
        right[i] += scaled;
        for (std::size_t j = 0; j < count; ++j) {
          matrix[i][j] += scaled * sample.features[j] / sample.latency_ms;
        }
      }
    }
    for (std::size_t i = 0; i < count; ++i) matrix[i][i] *= 1.0 + kRidge;
  }
};

/// Coordinate descent, each coordinate kept from falling below 0: the problem is convex.
std::vector<double> solve(const NormalEquations& equations) {
  const std::size_t count = equations.right.size();
  std::vector<double> costs(count, 0.0);
  for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
    double moved = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
      const double curvature = equations.matrix[i][i];
      if (curvature <= 0.0) continue;  // no network has it
      double rest = equations.right[i];
      for (std::size_t j = 0; j < count; ++j) {
        if (j != i) rest -= equations.matrix[i][j] * costs[j];
      }
      const double better = std::max(0.0, rest / curvature);
      moved = std::max(moved, std::abs(better - costs[i]) * std::sqrt(curvature));
      costs[i] = better;
    }
    if (moved < kConverged) break;
  }
  return costs;
}

double sum_of_costs(const std::vector<double>& cost_ms, const std::vector<double>& features) {
  return std::inner_product(cost_ms.begin(), cost_ms.end(), features.begin(), 0.0);
}

void check(const std::vector<LatencySample>& samples) {
  for (const LatencySample& sample : samples) {
    if (sample.features.size() != samples.front().features.size() || !(sample.latency_ms > 0.0)) {
      fail("latency model: a sample of {} features and {} ms among samples of {}",
           sample.features.size(), sample.latency_ms, samples.front().features.size());
    }
  }
}

}  // namespace

LatencyPrediction LatencyModel::predict(const std::vector<double>& features) const {
  if (features.size() != cost_ms.size()) {
    fail("the latency model weighs {} features, the network has {}; it was made by another version",
         cost_ms.size(), features.size());
  }
  const double latency_ms = sum_of_costs(cost_ms, features);
  return {latency_ms, latency_ms * low_factor, latency_ms * high_factor};
}

std::optional<LatencyModel> fit_latency_model(const std::vector<LatencySample>& samples) {
  if (samples.size() < kFewestNetworks) return std::nullopt;
  check(samples);
  std::vector<double> factors, errors;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double predicted = sum_of_costs(solve(NormalEquations(samples, i)), samples[i].features);
    if (!(predicted > 0.0)) return std::nullopt;  // all that it has, only it has
    factors.push_back(samples[i].latency_ms / predicted);
    errors.push_back(std::abs(predicted / samples[i].latency_ms - 1.0));
  }
  return LatencyModel{.cost_ms = solve(NormalEquations(samples, samples.size())),
                      .networks = static_cast<int>(samples.size()),
                      .median_error = median(errors),
                      .p90_error = quantile(errors, 0.9),
                      .low_factor = quantile(factors, kOutside),
                      .high_factor = quantile(factors, 1.0 - kOutside)};
}

Json to_json(const LatencyModel& model) {
  return {{"cost_ms", model.cost_ms},           {"networks", model.networks},
          {"median_error", model.median_error}, {"p90_error", model.p90_error},
          {"low_factor", model.low_factor},     {"high_factor", model.high_factor}};
}

LatencyModel latency_model_from_json(const Json& json) try {
  const auto networks = whole_number(json.at("networks"), 0, 1'000'000'000);
  if (!networks) fail("the study's latency model has no number of networks");
  return {.cost_ms = json.at("cost_ms").get<std::vector<double>>(),
          .networks = static_cast<int>(*networks),
          .median_error = json.at("median_error"),
          .p90_error = json.at("p90_error"),
          .low_factor = json.at("low_factor"),
          .high_factor = json.at("high_factor")};
} catch (const Json::exception& error) {
  fail("the study's latency model is malformed ({}); restore the study from a copy", error.what());
}

}  // namespace efs::search
