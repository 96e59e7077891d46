// What a worker does before any trial is trained: the trials are made, and their networks measured.
#include <spdlog/spdlog.h>

#include <map>

#include "core/error.h"
#include "tune/candidate.h"
#include "tune/latency/latency_models.h"
#include "tune/latency/network_order.h"
#include "tune/worker/trial_step.h"
#include "tune/worker/worker.h"

namespace efs::tune {

void Worker::prepare_all() {
  plan();
  measure_networks();
  claim_measured();
  keep_latency_models(options_, storage_);
}

void Worker::claim_measured() {
  // Held until the end: a trial that is released would be claimed again.
  const auto release_held = [&] {
    for (const study::Lease& lease : std::vector(heartbeat_.held())) give_back(lease);
  };
  try {
    while (stop_() == StopRequest::kNone) {
      auto trial = storage_.claim(name_, heartbeat_.lease_s());
      if (!trial) break;
      heartbeat_.hold(trial->lease());
      try {
        with_claimed(*trial, [&](const graph::Graph& graph) {
          if (!prepare(*trial, graph)) heartbeat_.drop(trial->number);
        });
      } catch (const device::AgentUnreachable&) {
        // It is measured when it is trained, on that target; the others have been asked.
      } catch (const device::MeasurementCancelled&) {
        break;
      }
      heartbeat_.beat();
    }
  } catch (...) {
    release_held();
    throw;
  }
  release_held();
}

std::vector<UnmeasuredNetwork> Worker::unmeasured_networks() {
  std::map<std::string, study::Params> points;
  for (const auto& trial : storage_.history().trials) {
    const bool waits = trial.state == study::TrialState::kQueued && !trial.latency();
    if (waits) points.emplace(options_.space.network_of(trial.params), trial.params);
  }
  // Trials come one by one where a sampler chooses them.
  for (const auto& params : listed_networks(options_)) {
    points.emplace(options_.space.network_of(params), params);
  }
  std::vector<UnmeasuredNetwork> networks;
  for (const auto& [name, params] : points) {
    try {
      networks.emplace_back(params, nn::build_network(candidate_of(options_, params).network));
    } catch (const Error&) {
      // A trial with it fails, and says why.
    }
  }
  return networks;
}

void Worker::measure_networks() {
  std::vector<UnmeasuredNetwork> left = unmeasured_networks();
  if (left.size() > DriftWatch::kBetween) meter_.watch_drift();
  NetworkOrder order(search::reference_latency_ms(options_.fitness));
  while (!left.empty() && stop_() == StopRequest::kNone) {
    const auto next = left.begin() + static_cast<std::ptrdiff_t>(order.next(left));
    study::Trial trial;
    trial.params = next->params;
    try {
      const auto cost = measure(trial, next->graph);
      order.measured(*next, cost.latencies.at(study::kFirstTarget).median_ms);
    } catch (const TrialFailure& failure) {
      spdlog::warn("{} could not be measured: {}", label_of(trial.params), failure.reason);
    } catch (const device::AgentUnreachable&) {
      // told by the meter
    } catch (const device::MeasurementCancelled&) {
      return;
    }
    left.erase(next);
  }
}

}  // namespace efs::tune
