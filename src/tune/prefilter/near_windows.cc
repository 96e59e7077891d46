#include "tune/prefilter/near_windows.h"

#include <algorithm>
#include <cmath>

namespace efs::tune {
namespace {

/// Networks as parents for one window, the nearest to it first.
class Parents {
 public:
  explicit Parents(const LatencyWindow& window) : window_(window) {}

  void add(std::size_t network, double latency_ms) {
    const Parent parent{distance(latency_ms), network};
    const auto place = std::ranges::upper_bound(parents_, parent.distance, {}, &Parent::distance);
    parents_.insert(place, parent);
    if (parent.distance <= 0.0) ++inside_;
  }

  std::size_t draw(Rng& rng) const {
    constexpr std::size_t kFewest = 32;
    const std::size_t count = std::min(std::max(kFewest, inside_), parents_.size());
    return parents_[rng.index(count)].network;
  }

 private:
  struct Parent {
    double distance;
    std::size_t network;
  };

  /// By how much the logarithm of the latency lies outside.
  double distance(double latency_ms) const {
    return std::max(
        {0.0, std::log(window_.low_ms / latency_ms), std::log(latency_ms / window_.high_ms)});
  }

  LatencyWindow window_;
  std::vector<Parent> parents_;
  std::size_t inside_ = 0;
};

}  // namespace

void draw_near_windows(NetworkDraw& draw, const std::vector<LatencyWindow>& windows,
                       const search::LatencyModel& model, std::size_t wanted,
                       std::vector<DrawnNetwork>& networks, const std::function<bool()>& stop) {
  std::vector<Parents> parents(windows.begin(), windows.end());
  const auto note = [&](std::size_t network) {
    for (Parents& each : parents) each.add(network, networks[network].latency_ms());
  };
  for (std::size_t i = 0; i < networks.size(); ++i) note(i);
  for (std::size_t i = 0; networks.size() < wanted && !stop(); ++i) {
    const std::size_t parent = parents[i % parents.size()].draw(draw.rng());
    auto network = draw.near(networks[parent]);
    if (!network) return;
    network->predicted = model.predict(network->features);
    networks.push_back(std::move(*network));
    note(networks.size() - 1);
  }
}

}  // namespace efs::tune
