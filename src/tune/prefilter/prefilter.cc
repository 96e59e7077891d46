#include "tune/prefilter/prefilter.h"

#include <algorithm>
#include <numeric>

#include "core/error.h"
#include "core/text/csv.h"
#include "search/latency/spread.h"
#include "tune/prefilter/near_windows.h"

namespace efs::tune {
namespace {

using Networks = std::vector<DrawnNetwork>;

/// One in so many networks is drawn anywhere in the space, the others near the windows.
constexpr int kPartAnywhere = 4;
/// At most, until what is kept was measured.
constexpr int kMeasurementsEach = 4;

std::vector<std::vector<double>> features_of(const Networks& networks) {
  std::vector<std::vector<double>> features;
  for (const DrawnNetwork& network : networks) features.push_back(network.features);
  return features;
}

class Measuring {
 public:
  Measuring(const SearchOptions& options, LatencyMeter& meter, const PrefilterProgress& progress,
            const std::function<bool()>& stop, Networks& networks)
      : options_(options), meter_(meter), progress_(progress), stop_(stop), networks_(networks) {}

  /// Measures up to `count` of those that `fits` takes, spread as far as their features allow. False:
  /// stopped.
  bool measure(int count, const std::function<bool(const DrawnNetwork&)>& fits) {
    search::Spread spread(features_of(networks_));
    for (std::size_t n = 0; n < networks_.size(); ++n) {
      if (networks_[n].measured_ms) spread.know(n);
    }
    for (int i = 0; i < count; ++i) {
      std::vector<std::size_t> left;
      for (std::size_t n = 0; n < networks_.size(); ++n) {
        if (!networks_[n].measured_ms && fits(networks_[n])) left.push_back(n);
      }
      if (left.empty()) return true;
      const std::size_t next = spread.furthest(left);
      if (stop_() || !measure_one(next)) return false;
      spread.know(next);
    }
    return true;
  }

  /// Measures `count`: first from the one with the fewest MACs upwards, each with about twice as many
  /// as the one before, until one takes longer than `limit_ms`; then some of those with no more MACs,
  /// spread. So nothing waits for networks that nobody asked for. False: stopped.
  bool measure_upwards(int count, double limit_ms) {
    std::vector<std::size_t> order(networks_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, {}, [&](std::size_t n) { return networks_[n].macs; });
    double most_macs = networks_[order[std::min(order.size(), std::size_t(count)) - 1]].macs;
    double next_macs = 0.0;
    for (const std::size_t n : order) {
      if (networks_[n].macs < next_macs) continue;
      if (count-- == 0) return true;
      if (stop_() || !measure_one(n)) return false;
      most_macs = std::max(most_macs, networks_[n].macs);
      if (*networks_[n].measured_ms > limit_ms) break;
      next_macs = 2.0 * networks_[n].macs;
    }
    return measure(count, [&](const DrawnNetwork& network) { return network.macs <= most_macs; });
  }

  /// Keeps the best, and measures those: where the latency is far from the prediction, others are the best.
  /// So what is kept lies in its window. False: stopped.
  bool keep_measured(const PrefilterOptions& prefilter) {
    const auto is_open = [](const DrawnNetwork& network) {
      return network.window >= 0 && !network.measured_ms;
    };
    keep_best(prefilter, networks_);
    const auto kept = std::ranges::count_if(networks_, is_open);
    for (auto left = kMeasurementsEach * kept; left > 0; --left) {
      const auto next = std::ranges::find_if(networks_, is_open);
      if (next == networks_.end()) return true;
      if (stop_() || !measure_one(static_cast<std::size_t>(next - networks_.begin()))) return false;
      fit();
      keep_best(prefilter, networks_);
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
    progress_(fmt::format("measured {}: {:.3g} ms", network.name, *network.measured_ms));
    return true;
  }

  const SearchOptions& options_;
  LatencyMeter& meter_;
  const PrefilterProgress& progress_;
  const std::function<bool()>& stop_;
  Networks& networks_;
};

/// Whether its predicted interval touches a window.
bool may_lie_inside(const PrefilterOptions& options, const DrawnNetwork& network) {
  return std::ranges::any_of(options.windows, [&](const LatencyWindow& window) {
    return network.predicted.high_ms >= window.low_ms && network.predicted.low_ms < window.high_ms;
  });
}

double slowest_ms(const PrefilterOptions& options) {
  return std::ranges::max(options.windows, {}, &LatencyWindow::high_ms).high_ms;
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
  NetworkDraw draw(options);
  const int anywhere = std::max(1, prefilter.candidates / kPartAnywhere);
  PrefilterResult result{.networks = draw_networks(draw, anywhere, stop), .options = options};
  if (stop()) return std::nullopt;
  Measuring measuring(options, meter, progress, stop, result.networks);
  const int first = std::max(static_cast<int>(search::kFewestNetworks), prefilter.measured / 2);
  if (!measuring.measure_upwards(first, slowest_ms(prefilter))) return std::nullopt;
  draw_near_windows(draw, prefilter.windows, measuring.fit(),
                    static_cast<std::size_t>(prefilter.candidates), result.networks, stop);
  const auto fits = [&](const DrawnNetwork& network) { return may_lie_inside(prefilter, network); };
  if (!measuring.measure(prefilter.measured - first, fits)) return std::nullopt;
  measuring.fit();
  if (!measuring.keep_measured(prefilter)) return std::nullopt;
  result.model = measuring.fit();
  result.options.space = space_of_kept(options.space, result.networks);
  result.options.prefilter.reset();
  progress(summary(prefilter, result));
  return result;
}

std::string prefilter_csv(const PrefilterResult& result) {
  CsvWriter csv({"network", "activations", "macs", "parameters", "predicted_ms", "low_ms",
                 "high_ms", "measured_ms", "window"});
  for (const DrawnNetwork& network : result.networks) {
    csv.add(network.name).add(network.activations).add(network.macs).add(network.parameters);
    csv.add(network.predicted.latency_ms).add(network.predicted.low_ms);
    csv.add(network.predicted.high_ms).add(network.measured_ms);
    csv.add(network.window < 0 ? std::optional<int>() : network.window + 1);
    csv.end_line();
  }
  return csv.text();
}

}  // namespace efs::tune
