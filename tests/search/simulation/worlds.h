// Worlds in which not everything goes well (search/simulation/simulation.h).
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "search/simulation/simulation.h"
#include "search/simulation/simulator.h"

namespace efs::search {

/// A number in [0, 1) that belongs to a point of the space.
inline double chance_of(const study::Params& params, std::uint64_t seed) {
  std::string text;
  for (const auto& [name, value] : params) text += study::to_string(value) + "|";
  return Rng(derive_seed(seed, text)).uniform();
}

/// Some trials end badly, in every way that they can, and some reach a plateau.
inline World rough_world(std::uint64_t seed = 2) {
  World world = smooth_world();
  world.fate = [seed](const study::Params& params) {
    const double chance = chance_of(params, seed);
    using Fate = std::optional<std::pair<study::TrialState, int>>;
    if (chance < 0.1) return Fate({study::TrialState::kInfeasible, 0});
    if (chance < 0.2) return Fate({study::TrialState::kDiverged, 2});
    if (chance < 0.3) return Fate({study::TrialState::kFailed, 3});
    return Fate();
  };
  world.plateau = [seed](const study::Params& params) {
    const double chance = chance_of(params, seed);
    return chance >= 0.3 && chance < 0.5 ? std::optional(2) : std::nullopt;
  };
  return world;
}

/// What the simulator trains on: the world's curves, an epoch a second. Who would be infeasible
/// from the start cannot be trained.
inline CurveOf curves_of(const World& world, int epochs) {
  return [world, epochs](const study::Params& params) -> std::optional<RecordedCurve> {
    const auto fate = world.fate(params);
    if (fate && fate->first == study::TrialState::kInfeasible) return std::nullopt;
    RecordedCurve curve{.params = params,
                        .epochs = {},
                        .cost = {.latencies = {{study::kFirstTarget, {world.latency_ms(params)}}}}};
    for (int epoch = 1; epoch <= epochs; ++epoch) {
      curve.epochs.push_back(world.curve(params, epoch));
      curve.epochs.back().seconds = 1.0;
    }
    return curve;
  };
}

}  // namespace efs::search
