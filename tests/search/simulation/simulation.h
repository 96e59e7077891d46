// A search without training: workers that read their epochs off a made-up learning curve.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/rng.h"
#include "search/schedulers/scheduler.h"
#include "study/storage.h"

namespace efs::search {

/// What training would give; pure functions, so that every order of events sees the same numbers.
struct World {
  /// The record of `epoch` (1-based) of a trial.
  std::function<study::EpochRecord(const study::Params&, int epoch)> curve;
  std::function<double(const study::Params&)> latency_ms;
  /// The state in which a trial ends by itself and the epoch at which (0: before training).
  std::function<std::optional<std::pair<study::TrialState, int>>(const study::Params&)> fate;
  /// The epoch after which its training goes no further: it pauses, whatever its target is.
  std::function<std::optional<int>(const study::Params&)> plateau;
};

/// A world of well-behaved trials whose val_iou rises with their number of epochs; each
/// (architecture, learning rate) has a quality and a speed of its own.
World smooth_world();

/// Text of an action, to compare plans.
std::string describe(const study::Action& action);
std::vector<std::string> describe(const Plan& plan);

/// Runs a study with `workers` workers that take turns in random order, one epoch at a time; a
/// worker sometimes gives its trial back, as after Ctrl-C. Calls `observe` after every event.
class Simulation {
 public:
  Simulation(study::Storage& storage, const Scheduler& scheduler, World world, int workers,
             std::uint64_t seed);
  /// Until the scheduler says done; at most `limit` events. False: it was not done by then.
  bool run(const std::function<void()>& observe = {}, int limit = 100000);
  /// Epochs trained, those of abandoned work included.
  int epochs_trained() const { return epochs_trained_; }

 private:
  void start(const study::Trial& trial, const std::string& worker);
  void advance(const std::string& worker);
  bool is_through(const study::Trial& trial) const;

  study::Storage& storage_;
  const Scheduler& scheduler_;
  World world_;
  int workers_;
  Rng rng_;
  int epochs_trained_ = 0;
  std::map<std::string, int> held_;  // worker -> trial
};

}  // namespace efs::search
