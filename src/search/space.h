// The space of trials: named parameters and the values that each may take.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "study/trial.h"

namespace efs::search {

/// A choice between values; one value is a constant.
struct Parameter {
  std::string name;  // "architecture", "learning_rate"
  std::vector<study::ParamValue> values;
  /// false: how a network is trained. Stages compare networks and try each one's trainings.
  bool shapes_network = true;
  /// The architectures that have it; of all others a point leaves it out. Empty: all have it.
  std::vector<std::string> only_for = {};
};

struct Space {
  std::vector<Parameter> parameters;

  /// Every point, each once, the last parameter counting fastest.
  std::vector<study::Params> grid() const;
  /// The part of a point that makes its network, as a text: trials with equal ones compete by how
  /// they are trained. "resnet18", or "resnet18 head=gap tap=16" where there is more than that.
  std::string network_of(const study::Params& point) const;
  /// How many networks the grid has.
  std::size_t network_count() const;
};

/// "architecture" x "learning_rate": every architecture with every learning rate.
Space grid_space(const std::vector<std::string>& architectures,
                 const std::vector<double>& learning_rates);

/// `count` values, ascending, rounded to 3 significant digits: one drawn log-uniformly from each of
/// `count` parts of [low, high] that are equally long on a logarithmic scale. UsageError unless
/// 0 < low < high and count >= 1.
std::vector<double> log_uniform(double low, double high, int count, std::uint64_t seed);

/// UsageError: no parameters, a parameter without values or given twice, duplicate values, a
/// learning_rate that is not a positive number, a condition on an architecture that is not there.
void validate(const Space& space);

}  // namespace efs::search
