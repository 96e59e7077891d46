#include "tune/prefilter/candidates.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.h"
#include "core/rng.h"
#include "core/text/named_rows.h"
#include "graph/cost.h"
#include "graph/latency_features.h"
#include "search/samplers/mutation.h"
#include "tune/block_parameters.h"
#include "tune/candidate.h"

namespace efs::tune {
namespace {

constexpr const char* kInput = "input";

struct Rank {
  std::string name;
  double (*score)(const DrawnNetwork& network);
};

const std::vector<Rank>& ranks() {
  static const std::vector<Rank> table = {
      {"activations", [](const DrawnNetwork& network) { return network.activations; }},
      {"macs", [](const DrawnNetwork& network) { return network.macs; }},
      {"parameters", [](const DrawnNetwork& network) { return network.parameters; }},
      {"random", [](const DrawnNetwork&) { return 0.0; }},
  };
  return table;
}

std::string name_in(const SearchOptions& options, const nn::NetworkOptions& network) {
  if (options.space.find(kInput) == nullptr) return network.architecture;
  return network.architecture + kAtInput + to_string(network.input);
}

/// Values that activation functions put out for one image.
double count_activations(const graph::Graph& graph) {
  std::int64_t sum = 0;
  for (const graph::Node& node : graph.nodes()) {
    if (graph::is<graph::Activation>(node.op)) sum += graph::element_count(node.shape);
  }
  return static_cast<double>(sum);
}

DrawnNetwork drawn(const nn::NetworkOptions& network, const std::string& name,
                   search::Coordinates point) {
  const graph::Graph graph = nn::build_network(network);
  const graph::Cost cost = graph::cost(graph);
  return {.name = name,
          .point = std::move(point),
          .features = graph::latency_features(graph),
          .activations = count_activations(graph),
          .macs = static_cast<double>(cost.macs),
          .parameters = static_cast<double>(cost.weight_count)};
}

/// The indices of those that may be kept in the window, best first.
std::vector<std::size_t> ranked_in(const LatencyWindow& window, const Rank& rank,
                                   const std::vector<DrawnNetwork>& networks) {
  std::vector<std::size_t> inside;
  for (std::size_t i = 0; i < networks.size(); ++i) {
    const double latency_ms = networks[i].latency_ms();
    if (latency_ms >= window.low_ms && latency_ms < window.high_ms) inside.push_back(i);
  }
  std::ranges::stable_sort(inside, std::greater(),
                           [&](std::size_t i) { return rank.score(networks[i]); });
  return inside;
}

[[noreturn]] void refuse_empty(const std::vector<DrawnNetwork>& networks) {
  const auto [low, high] = std::ranges::minmax(networks, {}, &DrawnNetwork::latency_ms);
  fail_usage(
      "space.prefilter: none of the {} networks that were drawn lies in a window of latency_ms; "
      "they take "
      "{:.3g} to {:.3g} ms here: choose a window there, or change the space",
      networks.size(), low.latency_ms(), high.latency_ms());
}

}  // namespace

std::vector<std::string> prefilter_ranks() { return names_of(ranks()); }

std::vector<LatencyWindow> windows_of(const SearchOptions& options) {
  constexpr int kOctaves = 5;
  if (!options.prefilter->windows.empty()) return options.prefilter->windows;
  std::vector<LatencyWindow> windows;
  for (int octave = kOctaves; octave > 0; --octave) {
    const double low_ms = std::ldexp(options.fitness.target_latency_ms, -octave);
    windows.push_back({low_ms, 2.0 * low_ms});
  }
  return windows;
}

void require_prefilterable(const SearchOptions& options) {
  if (!has_only_blocks(options.space)) {
    fail_usage("the prefilter chooses among networks of blocks; take space.architectures: [{}]",
               nn::kBlocks);
  }
  for (const search::Parameter& parameter : options.space.parameters) {
    const std::string& name = parameter.name;
    const bool may_be_open = name == search::kArchitecture || name == kInput ||
                             is_block_parameter(name) || !parameter.shapes_network;
    if (may_be_open) continue;
    fail_usage(
        "space.{0} shapes the network too; make it a constant ({0}=VALUE), so that a network has "
        "one latency",
        name);
  }
}

NetworkDraw::NetworkDraw(const SearchOptions& options)
    : options_(options),
      coordinates_(options.space.networks()),
      rng_(derive_seed(options.seed, "prefilter")) {}

std::optional<DrawnNetwork> NetworkDraw::anywhere() {
  return first_new([&] { return coordinates_.random_point(rng_); });
}

std::optional<DrawnNetwork> NetworkDraw::near(const DrawnNetwork& parent) {
  return first_new(
      [&] { return search::mutated(coordinates_, coordinates_.point(parent.point), rng_); });
}

std::optional<DrawnNetwork> NetworkDraw::first_new(const std::function<study::Params()>& propose) {
  constexpr int kTries = 500;
  for (int i = 0; i < kTries; ++i) {
    const study::Params point = propose();
    const auto network = candidate_of(options_, point).network;
    const std::string name = name_in(options_, network);
    if (!seen_.insert(name).second) continue;
    try {
      return drawn(network, name, coordinates_.of(point));
    } catch (const UsageError&) {
      // The input is too small for so many stages, or the neck for its extents.
    }
  }
  return std::nullopt;
}

std::vector<DrawnNetwork> draw_networks(NetworkDraw& draw, int count,
                                        const std::function<bool()>& stop) {
  std::vector<DrawnNetwork> networks;
  for (int i = 0; i < count && !(stop && stop()); ++i) {
    auto network = draw.anywhere();
    if (!network) break;
    networks.push_back(std::move(*network));
  }
  if (networks.empty())
    fail_usage("space.prefilter: no network of the space can be built with this input");
  return networks;
}

nn::NetworkOptions network_of(const SearchOptions& options, const std::string& name) {
  return candidate_of(options, {{search::kArchitecture, name}}).network;
}

void keep_best(const PrefilterOptions& options, std::vector<DrawnNetwork>& networks) {
  const Rank& rank = find_row(ranks(), "rank", options.rank);
  for (DrawnNetwork& network : networks) network.window = -1;
  for (std::size_t w = 0; w < options.windows.size(); ++w) {
    int kept = 0;
    for (const std::size_t i : ranked_in(options.windows[w], rank, networks)) {
      if (networks[i].window >= 0) continue;
      if (++kept > options.keep) break;
      networks[i].window = static_cast<int>(w);
    }
  }
  const auto kept = [](const DrawnNetwork& network) { return network.window >= 0; };
  if (std::ranges::none_of(networks, kept)) refuse_empty(networks);
}

search::Space space_of_kept(const search::Space& space, const std::vector<DrawnNetwork>& networks) {
  search::Space result;
  for (search::Parameter parameter : space.parameters) {
    if (is_block_parameter(parameter.name) || parameter.name == kInput) continue;
    if (parameter.name == search::kArchitecture) {
      parameter.values.clear();
      for (const DrawnNetwork& network : networks) {
        if (network.window >= 0) parameter.values.emplace_back(network.name);
      }
    }
    result.parameters.push_back(std::move(parameter));
  }
  return result;
}

search::Space example_of_kept(const SearchOptions& options) {
  const PrefilterOptions& prefilter = *options.prefilter;
  const auto count =
      std::min(prefilter.candidates, prefilter.keep * static_cast<int>(windows_of(options).size()));
  std::vector<DrawnNetwork> networks;
  for (int i = 0; i < count; ++i) networks.push_back({.name = std::to_string(i), .window = 0});
  return space_of_kept(options.space, networks);
}

}  // namespace efs::tune
