// The space of trials: named parameters and the values that each may take.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "study/trial.h"

namespace efs::search {

/// A choice between values; one value is a constant.
struct Parameter {
  std::string name;  // "architecture", "learning_rate"
  std::vector<study::ParamValue> values;
};

/// Finite here; parameters in the order in which the grid counts them (the last one fastest).
struct Space {
  std::vector<Parameter> parameters;

  std::size_t grid_size() const;
  /// Point `index` of the grid, 0 <= index < grid_size().
  study::Params grid_point(std::size_t index) const;
};

/// "architecture" x "learning_rate": every architecture with every learning rate.
Space grid_space(const std::vector<std::string>& architectures,
                 const std::vector<double>& learning_rates);

/// UsageError: no parameters, a parameter without values or given twice, duplicate values, a
/// learning_rate that is not a positive number.
void validate(const Space& space);

}  // namespace efs::search
