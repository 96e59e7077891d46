// A parameter that a search chooses from a list of values or a numeric range.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "study/trial.h"

namespace efs::search {

using study::Range;

/// Holds for points with one of `values` for `parameter`.
struct Condition {
  std::string parameter;
  std::vector<study::ParamValue> values;
};

/// A choice between values; one value is a constant.
struct Parameter {
  std::string name;  // "architecture", "learning_rate"
  std::vector<study::ParamValue> values;
  /// Instead of `values`.
  std::optional<Range> range = {};
  /// false: it says how a network is trained. Stages compare networks by their best training.
  bool shapes_network = true;
  /// All must hold; where one does not, a point leaves the parameter out.
  std::vector<Condition> only_if = {};
};

/// The parameter that most conditions are about.
inline constexpr const char* kArchitecture = "architecture";
/// Holds for these architectures.
Condition only_for(const std::vector<std::string>& architectures);

/// Whether every value can be listed: `values`, or a range of steps or integers.
bool is_finite(const Parameter& parameter);
/// Whether its values have an order: numbers do, names do not.
bool is_ordered(const Parameter& parameter);
/// Every value: of a list in its order, of a range ascending. Only where is_finite().
std::vector<study::ParamValue> values_of(const Parameter& parameter);
/// The value at `share` in [0, 1) of a range without steps, rounded to 4 significant digits.
study::ParamValue value_at(const Range& range, double share);
/// The place of a value in the range, from 0 to 1.
double share_of(const Range& range, double value);
/// An integer or a real as a number; UsageError for a name.
double as_number(const study::ParamValue& value);

/// UsageError: no values, values and a range, a value twice; a range that is empty, not finite,
/// logarithmic and with integers or a low that is not above 0, or with more than a million steps; a
/// learning_rate that is not a positive number.
void validate(const Parameter& parameter);

}  // namespace efs::search
