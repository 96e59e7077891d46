#include "tune/latency/network_order.h"

#include "graph/cost.h"
#include "graph/latency_features.h"
#include "search/latency/measuring_order.h"

namespace efs::tune {

UnmeasuredNetwork::UnmeasuredNetwork(study::Params point, graph::Graph network)
    : params(std::move(point)),
      graph(std::move(network)),
      features(graph::latency_features(graph)),
      macs(static_cast<double>(graph::cost(graph).macs)) {}

std::size_t NetworkOrder::next(const std::vector<UnmeasuredNetwork>& left) const {
  std::vector<search::LatencyOutlook> outlooks;
  for (const UnmeasuredNetwork& network : left) {
    search::LatencyOutlook outlook{.macs = network.macs};
    if (model_) outlook.prediction = model_->predict(network.features);
    outlooks.push_back(outlook);
  }
  return search::next_to_measure(outlooks, macs_, limit_ms_);
}

void NetworkOrder::measured(const UnmeasuredNetwork& network, double latency_ms) {
  if (latency_ms > 0.0) samples_.push_back({network.features, latency_ms});
  macs_.push_back(network.macs);
  model_ = search::fit_latency_model(samples_);
}

}  // namespace efs::tune
