#include "search/space/parameter.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace efs::search {
namespace {

/// A range may end between two steps; what rounding loses must not cost its last value.
constexpr double kSlack = 1e-9;
/// They are listed in memory.
constexpr double kMostValues = 1e6;

double step_of(const Range& range) {
  return range.integer ? std::max(1.0, range.step) : range.step;
}

/// So that values are short, and sums of steps (0.1 + 0.2) are what was meant.
double rounded(double value, int digits) {
  return std::stod(fmt::format("{:.{}e}", value, digits - 1));
}

study::ParamValue as_value(const Range& range, double number) {
  if (range.integer) return static_cast<std::int64_t>(std::llround(number));
  return number;
}

void validate_learning_rate(const study::ParamValue& value) {
  const auto number = study::number_of(value);
  if (!number || !(std::isfinite(*number) && *number > 0.0)) {
    fail_usage("space: learning_rate {} must be a number above 0, such as 0.001",
               study::to_string(value));
  }
}

void validate(const std::string& name, const Range& range) {
  if (!(std::isfinite(range.low) && std::isfinite(range.high) && range.low < range.high)) {
    fail_usage("space: {} ranges from {} to {}; low must be less than high", name, range.low,
               range.high);
  }
  if (range.logarithmic && !(range.low > 0.0)) {
    fail_usage("space: {} is logarithmic from {}; a logarithmic range begins above 0", name,
               range.low);
  }
  if (range.step < 0.0 || !std::isfinite(range.step)) {
    fail_usage("space: {} has the step {}; a step is above 0", name, range.step);
  }
  if (range.step > 0.0 && range.logarithmic) {
    fail_usage("space: {} has a step and is logarithmic; leave one out", name);
  }
  const auto whole = [](double value) { return value == std::floor(value); };
  if (range.integer && !(whole(range.low) && whole(range.high) && whole(range.step))) {
    fail_usage("space: {} is an integer; low, high and step must be integers", name);
  }
  if (range.integer && range.logarithmic) {
    fail_usage(
        "space: {} is a logarithmic range of integers; give a list of values, as in 8, 16, 32",
        name);
  }
  const double step = step_of(range);
  if (step > 0.0 && (range.high - range.low) / step >= kMostValues) {
    fail_usage("space: {} from {} to {} has more than {} values; give it a larger step", name,
               range.low, range.high, kMostValues);
  }
}

}  // namespace

Condition only_for(const std::vector<std::string>& architectures) {
  return {kArchitecture, {architectures.begin(), architectures.end()}};
}

bool is_finite(const Parameter& parameter) {
  return !parameter.range || parameter.range->integer || parameter.range->step > 0.0;
}

bool is_ordered(const Parameter& parameter) {
  return parameter.range || std::ranges::all_of(parameter.values, [](const auto& value) {
           return study::number_of(value).has_value();
         });
}

std::vector<study::ParamValue> values_of(const Parameter& parameter) {
  if (!parameter.range) return parameter.values;
  const Range& range = *parameter.range;
  const double step = step_of(range);
  std::vector<study::ParamValue> values;
  for (int i = 0;; ++i) {
    const double value = range.low + i * step;
    if (value > range.high + kSlack * step) break;
    values.push_back(as_value(range, rounded(value, 12)));
  }
  return values;
}

study::ParamValue value_at(const Range& range, double share) {
  const double value = range.logarithmic ? range.low * std::pow(range.high / range.low, share)
                                         : range.low + share * (range.high - range.low);
  return as_value(range, std::clamp(rounded(value, 4), range.low, range.high));
}

double share_of(const Range& range, double value) {
  return range.logarithmic ? std::log(value / range.low) / std::log(range.high / range.low)
                           : (value - range.low) / (range.high - range.low);
}

double as_number(const study::ParamValue& value) {
  if (const auto number = study::number_of(value)) return *number;
  fail_usage("space: '{}' is not a number", study::to_string(value));
}

void validate(const Parameter& parameter) {
  const bool learning_rate = parameter.name == "learning_rate";
  if (parameter.range) {
    if (!parameter.values.empty()) {
      fail_usage("space: {} has values and a range; leave one out", parameter.name);
    }
    validate(parameter.name, *parameter.range);
    if (learning_rate) validate_learning_rate(parameter.range->low);
    return;
  }
  const auto& values = parameter.values;
  if (values.empty()) fail_usage("space: {} has no values; give at least one", parameter.name);
  for (auto value = values.begin(); value != values.end(); ++value) {
    if (std::find(values.begin(), value, *value) != value) {
      fail_usage("space: {} has the value {} twice; remove one", parameter.name,
                 study::to_string(*value));
    }
    if (learning_rate) validate_learning_rate(*value);
  }
}

}  // namespace efs::search
