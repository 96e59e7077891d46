// The networks that a prefilter chooses from.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/rng.h"
#include "search/latency/latency_model.h"
#include "search/space/coordinates.h"
#include "tune/options.h"

namespace efs::tune {

struct DrawnNetwork {
  std::string name;                // as an architecture of a space: "b16-i2x24e4-d3x40k5-o1x64@192"
  search::Coordinates point = {};  // of the space; a tenth of the memory of study::Params
  std::vector<double> features;
  double activations = 0.0;  // values that activation functions put out
  double macs = 0.0;
  double parameters = 0.0;
  std::optional<double> measured_ms = {};
  search::LatencyPrediction predicted = {};
  int window = -1;  // index of the one that it is kept in

  double latency_ms() const { return measured_ms.value_or(predicted.latency_ms); }
};

/// What networks in a window are ranked by, the largest first; "random" keeps the first that were drawn.
std::vector<std::string> prefilter_ranks();

/// The prefilter's, or where it has none, five up to the fitness's target latency, each an octave.
std::vector<LatencyWindow> windows_of(const SearchOptions& options);

/// UsageError: the space has other architectures than `blocks`, or lets a parameter of networks open
/// that is neither theirs nor the input.
void require_prefilterable(const SearchOptions& options);

/// Draws networks from the study's seed, each once. Those that cannot be built are left out.
class NetworkDraw {
 public:
  /// The options must outlive it.
  explicit NetworkDraw(const SearchOptions& options);

  /// Anywhere in the space. Nothing: many tries in a row found no new one.
  std::optional<DrawnNetwork> anywhere();
  /// One that differs from `parent` in one parameter.
  std::optional<DrawnNetwork> near(const DrawnNetwork& parent);
  Rng& rng() { return rng_; }

 private:
  std::optional<DrawnNetwork> first_new(const std::function<study::Params()>& propose);

  const SearchOptions& options_;
  search::CoordinateSystem coordinates_;
  Rng rng_;
  std::set<std::string> seen_;
};

/// `count` of them from anywhere, or as many as it finds. `stop`, asked between two, ends it. UsageError:
/// there are none.
std::vector<DrawnNetwork> draw_networks(NetworkDraw& draw, int count,
                                        const std::function<bool()>& stop = {});

/// The network of a name that draw_networks() gave.
nn::NetworkOptions network_of(const SearchOptions& options, const std::string& name);

/// Marks the best `keep` in each window, by their latency, and no others; a network is kept once. UsageError
/// with the latencies that there are: no window has any.
void keep_best(const PrefilterOptions& options, std::vector<DrawnNetwork>& networks);

/// The space in which the kept networks are the architectures.
search::Space space_of_kept(const search::Space& space, const std::vector<DrawnNetwork>& networks);

/// Such a space, of networks that are not drawn yet.
search::Space example_of_kept(const SearchOptions& options);

}  // namespace efs::tune
