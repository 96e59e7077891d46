#include "tune/prefilter/prefilter.h"

#include <algorithm>
#include <numeric>

#include "core/error.h"
#include "core/text/csv.h"
#include "search/latency/spread.h"

namespace efs::tune {
namespace {

using Networks = std::vector<DrawnNetwork>;

std::vector<std::vector<double>> features_of(const Networks& networks) {
  std::vector<std::vector<double>> features;
  for (const DrawnNetwork& network : networks) features.push_back(network.features);
  return features;
}

class Measuring {
 public:
  Measuring(const SearchOptions& options, LatencyMeter& meter, const PrefilterProgress& progress,
            const std::function<bool()>& stop, Networks& networks)
      : options_(options),
        meter_(meter),
        progress_(progress),
        stop_(stop),
        networks_(networks),
        spread_(features_of(networks)) {}

  /// Measures up to `count` of those that `fits` takes. False: stopped.
  bool measure(int count, const std::function<bool(const DrawnNetwork&)>& fits) {
    for (int i = 0; i < count; ++i) {
      std::vector<std::size_t> left;
      for (std::size_t n = 0; n < networks_.size(); ++n) {
        if (!networks_[n].measured_ms && fits(networks_[n])) left.push_back(n);
      }
      if (left.empty()) return true;
      if (stop_() || !measure_one(spread_.furthest(left))) return false;
    }
    return true;
  }

  /// Of what was measured; predicts all.
  search::LatencyModel fit() {
    std::vector<search::LatencySample> samples;
    for (const DrawnNetwork& network : networks_) {
      if (network.measured_ms) samples.push_back({network.features, *network.measured_ms});
    }
    const auto model = search::fit_latency_model(samples);
    if (!model) {
      fail("{} measured networks say too little of others' latency; raise space.prefilter.measured",
           samples.size());
    }
    for (DrawnNetwork& network : networks_) network.predicted = model->predict(network.features);
    return *model;
  }

 private:
  bool measure_one(std::size_t index) {
    DrawnNetwork& network = networks_[index];
    const auto graph = nn::build_network(network_of(options_, network.name));
    const Measured measured = meter_.measure(graph, network.name);
    if (const auto* why = std::get_if<NotMeasured>(&measured)) {
      if (*why == NotMeasured::kCancelled) return false;
      fail("the target {} cannot be reached, and latencies decide which networks are trained",
           options_.latency.all.front().url);
    }
    network.measured_ms =
        std::get<study::TrialCost>(measured).latencies.at(study::kFirstTarget).median_ms;
    spread_.know(index);
    progress_(fmt::format("measured {}: {:.3g} ms", network.name, *network.measured_ms));
    return true;
  }

  const SearchOptions& options_;
  LatencyMeter& meter_;
  const PrefilterProgress& progress_;
  const std::function<bool()>& stop_;
  Networks& networks_;
  search::Spread spread_;
};

/// Whether its predicted interval touches a window.
bool may_lie_inside(const PrefilterOptions& options, const DrawnNetwork& network) {
  return std::ranges::any_of(options.windows, [&](const LatencyWindow& window) {
    return network.predicted.high_ms >= window.low_ms && network.predicted.low_ms < window.high_ms;
  });
}

std::string summary(const PrefilterOptions& options, const PrefilterResult& result) {
  std::string text = fmt::format(
      "prefilter {} networks drawn, {} of them measured; the latency of one left out is {:.0f} % "
      "off "
      "(median), 90 % within {:.0f} %",
      result.networks.size(), result.model.networks, 100.0 * result.model.median_error,
      100.0 * result.model.p90_error);
  for (std::size_t w = 0; w < options.windows.size(); ++w) {
    const auto kept =
        std::ranges::count(result.networks, static_cast<int>(w), &DrawnNetwork::window);
    text += fmt::format("\n          kept {} of {:g} to {:g} ms, by {}", kept,
                        options.windows[w].low_ms, options.windows[w].high_ms, options.rank);
  }
  return text;
}

}  // namespace

std::optional<PrefilterResult> run_prefilter(const SearchOptions& options, LatencyMeter& meter,
                                             const PrefilterProgress& progress,
                                             const std::function<bool()>& stop) {
  require_prefilterable(options);
  PrefilterOptions prefilter = *options.prefilter;
  prefilter.windows = windows_of(options);
  PrefilterResult result{.networks = draw_networks(options, stop), .options = options};
  if (stop()) return std::nullopt;
  Measuring measuring(options, meter, progress, stop, result.networks);
  const int first = std::max(static_cast<int>(search::kFewestNetworks), prefilter.measured / 2);
  if (!measuring.measure(first, [](const DrawnNetwork&) { return true; })) return std::nullopt;
  measuring.fit();
  const auto fits = [&](const DrawnNetwork& network) { return may_lie_inside(prefilter, network); };
  if (!measuring.measure(prefilter.measured - first, fits)) return std::nullopt;
  result.model = measuring.fit();
  keep_best(prefilter, result.networks);
  result.options.space = space_of_kept(options.space, result.networks);
  result.options.prefilter.reset();
  progress(summary(prefilter, result));
  return result;
}

std::string prefilter_csv(const PrefilterResult& result) {
  CsvWriter csv({"network", "macs", "parameters", "predicted_ms", "low_ms", "high_ms",
                 "measured_ms", "window"});
  for (const DrawnNetwork& network : result.networks) {
    csv.add(network.name).add(network.macs).add(network.parameters);
    csv.add(network.predicted.latency_ms).add(network.predicted.low_ms);
    csv.add(network.predicted.high_ms).add(network.measured_ms);
    csv.add(network.window < 0 ? std::optional<int>() : network.window + 1);
    csv.end_line();
  }
  return csv.text();
}

}  // namespace efs::tune
