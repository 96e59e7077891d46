// The space of trials: named parameters and the values that each may take.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "search/space/parameter.h"

namespace efs::search {

struct Space {
  /// A parameter's conditions are about parameters that stand before it.
  std::vector<Parameter> parameters;

  /// Null where there is none of this name.
  const Parameter* find(const std::string& name) const;
  /// Whether all conditions of the parameter hold at the point; if not, the point leaves it out.
  static bool applies(const Parameter& parameter, const study::Params& point);
  /// The number of points; nothing where a parameter has a range without steps, or there are more
  /// than kMostPoints.
  std::optional<std::size_t> size() const;
  static constexpr std::size_t kMostPoints = 1'000'000;
  /// Every point, each once, the last parameter counting fastest. UsageError without a size().
  std::vector<study::Params> grid() const;
  /// Whether the point is one of the space: it has every parameter that applies, with a value of
  /// its list or range, and no other.
  bool contains(const study::Params& point) const;

  /// The part of a point that shapes its network, as a text; trials with the same network compete
  /// by how they are trained. "resnet18", or "resnet18 head=gap tap=16" where there is more than
  /// that.
  std::string network_of(const study::Params& point) const;
  /// How many networks the grid has.
  std::size_t network_count() const;
  /// The space without the parameters of training.
  Space networks() const;
};

/// "architecture" x "learning_rate": every architecture with every learning rate.
Space grid_space(const std::vector<std::string>& architectures,
                 const std::vector<double>& learning_rates);

/// `count` values, ascending, rounded to 3 significant digits: one drawn log-uniformly from each of
/// `count` parts of [low, high] that are equally long on a logarithmic scale. UsageError unless
/// 0 < low < high and count >= 1.
std::vector<double> log_uniform(double low, double high, int count, std::uint64_t seed);

/// UsageError: no parameters; a parameter that is given twice or not valid (parameter.h); two
/// conditions on the same parameter; a condition without values, on a parameter that does not stand
/// before, or on a value that it does not take.
void validate(const Space& space);

}  // namespace efs::search
