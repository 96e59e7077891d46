#include "search/space.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace efs::search {
namespace {

void validate_learning_rate(const study::ParamValue& value) {
  const auto* real = std::get_if<double>(&value);
  const auto* integer = std::get_if<std::int64_t>(&value);
  const bool positive = (real != nullptr && std::isfinite(*real) && *real > 0.0) ||
                        (integer != nullptr && *integer > 0);
  if (!positive) {
    fail_usage("space: learning_rate {} must be a number above 0, such as 0.001",
               study::to_string(value));
  }
}

void validate(const Parameter& parameter) {
  const auto& values = parameter.values;
  if (values.empty()) {
    fail_usage("space: {} has no values; give at least one", parameter.name);
  }
  for (auto value = values.begin(); value != values.end(); ++value) {
    if (std::find(values.begin(), value, *value) != value) {
      fail_usage("space: {} has the value {} twice; remove one", parameter.name,
                 study::to_string(*value));
    }
    if (parameter.name == "learning_rate") validate_learning_rate(*value);
  }
}

}  // namespace

std::size_t Space::grid_size() const {
  std::size_t size = parameters.empty() ? 0 : 1;
  for (const auto& parameter : parameters) size *= parameter.values.size();
  return size;
}

study::Params Space::grid_point(std::size_t index) const {
  if (index >= grid_size()) fail("grid point {} of a grid of {}", index, grid_size());
  study::Params point;
  for (auto parameter = parameters.rbegin(); parameter != parameters.rend(); ++parameter) {
    point[parameter->name] = parameter->values[index % parameter->values.size()];
    index /= parameter->values.size();
  }
  return point;
}

Space grid_space(const std::vector<std::string>& architectures,
                 const std::vector<double>& learning_rates) {
  return {{{"architecture", {architectures.begin(), architectures.end()}},
           {"learning_rate", {learning_rates.begin(), learning_rates.end()}}}};
}

void validate(const Space& space) {
  if (space.parameters.empty()) {
    fail_usage("space: there are no parameters; give space.architectures and space.learning_rate");
  }
  for (auto parameter = space.parameters.begin(); parameter != space.parameters.end();
       ++parameter) {
    const bool twice = std::any_of(space.parameters.begin(), parameter,
                                   [&](const Parameter& p) { return p.name == parameter->name; });
    if (twice) fail_usage("space: {} is given twice; remove one", parameter->name);
    validate(*parameter);
  }
}

}  // namespace efs::search
