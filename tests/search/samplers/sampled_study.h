// A study as a sampler sees it, without workers: trials are added as they have ended, or as they
// stand.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "search/samplers/sampler.h"
#include "search/trials.h"

namespace efs::search {

class SampledStudy {
 public:
  explicit SampledStudy(FitnessOptions fitness = lowest_loss(),
                        std::vector<study::Trial> prior = {})
      : prior_(std::move(prior)), ladder_({1}, fitness, prior_) {}

  /// One that was trained for its only epoch.
  void add_trained(const study::Params& point, double loss, double latency_ms = 10.0) {
    add_trained(point, loss, 1.0 / (1.0 + loss), latency_ms);
  }
  void add_trained(const study::Params& point, double loss, double iou, double latency_ms) {
    study::Trial& trial = add(point, study::TrialState::kPaused);
    trial.epochs = {{.epoch = 1, .metrics = {{"val_loss", loss}, {"val_iou", iou}}}};
    trial.cost =
        study::TrialCost{.latencies = {{study::kFirstTarget, {latency_ms, latency_ms, "{}"}}}};
  }
  /// One that has no result: still queued or running, or ended badly.
  study::Trial& add(const study::Params& point, study::TrialState state) {
    study::Trial trial;
    trial.number = static_cast<int>(history_.trials.size());
    trial.params = point;
    trial.state = state;
    trial.target_epoch = 1;
    history_.trials.push_back(trial);
    return history_.trials.back();
  }

  std::optional<study::Params> next(const Sampler& sampler, std::uint64_t seed) {
    ladder_.follow(history_);
    Rng rng(seed);
    return sampler({history_, prior_, ladder_}, rng);
  }
  const std::vector<study::Trial>& trials() const { return history_.trials; }

 private:
  study::History history_;
  std::vector<study::Trial> prior_;
  Ladder ladder_;
};

}  // namespace efs::search
