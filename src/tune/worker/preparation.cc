// What a worker does before any trial is trained: it makes the trials and measures their networks.
#include <spdlog/spdlog.h>

#include "core/error.h"
#include "tune/candidate.h"
#include "tune/latency/latency_models.h"
#include "tune/worker/trial_step.h"
#include "tune/worker/worker.h"

namespace efs::tune {

void Worker::prepare_all() {
  plan();
  measure_networks();
  claim_measured();
  keep_latency_models(setup_.options, setup_.storage);
}

void Worker::claim_measured() {
  // Held until the end: a trial that is released would be claimed again.
  const auto release_held = [&] {
    for (const study::Lease& lease : std::vector(heartbeat_.held())) runner_.give_back(lease);
  };
  try {
    while (!stopped()) {
      auto trial = setup_.storage.claim(name_, heartbeat_.lease_s());
      if (!trial) break;
      heartbeat_.hold(trial->lease());
      const TrialOutcome outcome = runner_.prepare(*trial);
      if (outcome == TrialOutcome::kCancelled) break;
      // One whose target is away is measured when it is trained; the others have been asked.
      const bool waits = outcome == TrialOutcome::kReady || outcome == TrialOutcome::kTargetAway;
      if (!waits) heartbeat_.drop(trial->number);
      heartbeat_.beat();
    }
  } catch (...) {
    release_held();
    throw;
  }
  release_held();
}

std::vector<UnmeasuredNetwork> Worker::unmeasured_networks() {
  const SearchOptions& options = setup_.options;
  std::vector<study::Trial> waiting = setup_.storage.history().trials;
  std::erase_if(waiting, [](const study::Trial& trial) {
    return trial.state != study::TrialState::kQueued || trial.latency();
  });
  std::vector<UnmeasuredNetwork> networks;
  // Those that are listed, too: trials come one by one where a sampler chooses them.
  for (const auto& [name, params] : known_networks(options, waiting)) {
    try {
      networks.emplace_back(params, nn::build_network(candidate_of(options, params).network));
    } catch (const Error&) {
      // A trial with it fails, and says why.
    }
  }
  return networks;
}

void Worker::measure_networks() {
  std::vector<UnmeasuredNetwork> left = unmeasured_networks();
  if (left.size() > DriftWatch::kBetween) runner_.watch_drift();
  NetworkOrder order(search::reference_latency_ms(setup_.options.fitness));
  while (!left.empty() && !stopped()) {
    const auto next = left.begin() + static_cast<std::ptrdiff_t>(order.next(left));
    study::Trial trial;
    trial.params = next->params;
    try {
      const Measured measured = runner_.measure(trial, next->graph);
      const auto* why = std::get_if<NotMeasured>(&measured);
      if (why != nullptr && *why == NotMeasured::kCancelled) return;
      if (trial.cost)
        order.measured(*next, trial.cost->latencies.at(study::kFirstTarget).median_ms);
    } catch (const TrialFailure& failure) {
      spdlog::warn("{} could not be measured: {}", label_of(trial.params), failure.reason);
    }
    left.erase(next);
  }
}

}  // namespace efs::tune
