// One thing that a search chooses: a list of values, or a numeric range.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "study/trial.h"

namespace efs::search {

/// Numbers from low to high, both included.
struct Range {
  double low = 0.0;
  double high = 0.0;
  /// Values are low, low + step, ...; 0: every value between (of integers: every integer).
  double step = 0.0;
  /// Equal ratios are equally far apart.
  bool logarithmic = false;
  bool integer = false;
};

/// The point has one of `values` for `parameter`.
struct Condition {
  std::string parameter;
  std::vector<study::ParamValue> values;
};

/// A choice between values; one value is a constant.
struct Parameter {
  std::string name;  // "architecture", "learning_rate"
  std::vector<study::ParamValue> values;
  /// In the place of `values`.
  std::optional<Range> range = {};
  /// false: how a network is trained. Stages compare networks and try each one's trainings.
  bool shapes_network = true;
  /// All must hold; where one does not, a point leaves the parameter out.
  std::vector<Condition> only_if = {};
};

/// The name of the parameter that conditions mostly look at.
inline constexpr const char* kArchitecture = "architecture";
/// "only for these architectures"
Condition only_for(const std::vector<std::string>& architectures);

/// Whether every value can be listed: `values`, or a range of steps or integers.
bool is_finite(const Parameter& parameter);
/// Whether its values have an order: numbers do, names do not.
bool is_ordered(const Parameter& parameter);
/// Every value, in the order given; of a range ascending. Only where is_finite().
std::vector<study::ParamValue> values_of(const Parameter& parameter);
/// The value at `share` in [0, 1) of a range without steps, rounded to 4 significant digits.
study::ParamValue value_at(const Range& range, double share);
/// Where in [0, 1] of the range a value lies.
double share_of(const Range& range, double value);
/// An integer or a real as a number; UsageError for a name.
double as_number(const study::ParamValue& value);

/// UsageError: no values, values and a range, a value twice, a range that is empty, not finite,
/// logarithmic from 0 downwards or of integers, or of more than a million steps, a learning_rate
/// that is not a positive number.
void validate(const Parameter& parameter);

}  // namespace efs::search
