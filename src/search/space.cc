#include "search/space.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/error.h"
#include "core/rng.h"

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

constexpr const char* kArchitecture = "architecture";

bool applies(const Parameter& parameter, const study::Params& point) {
  if (parameter.only_for.empty()) return true;
  const auto found = point.find(kArchitecture);
  return found != point.end() &&
         std::find(parameter.only_for.begin(), parameter.only_for.end(),
                   study::to_string(found->second)) != parameter.only_for.end();
}

void refuse_unknown_conditions(const Space& space, const Parameter& parameter) {
  for (const std::string& name : parameter.only_for) {
    const bool known = std::any_of(
        space.parameters.begin(), space.parameters.end(), [&](const Parameter& candidate) {
          return candidate.name == kArchitecture &&
                 std::find(candidate.values.begin(), candidate.values.end(),
                           study::ParamValue(name)) != candidate.values.end();
        });
    if (!known) {
      fail_usage("space: {} is only for {}, which is none of space.architectures", parameter.name,
                 name);
    }
  }
}

}  // namespace

std::vector<study::Params> Space::grid() const {
  std::vector<study::Params> points;
  if (!parameters.empty()) points.emplace_back();
  // Conditions look at the architecture, which therefore stands before what depends on it.
  for (const Parameter& parameter : parameters) {
    std::vector<study::Params> longer;
    for (const study::Params& point : points) {
      if (!applies(parameter, point)) {
        longer.push_back(point);
        continue;
      }
      for (const study::ParamValue& value : parameter.values) {
        longer.push_back(point);
        longer.back()[parameter.name] = value;
      }
    }
    points = std::move(longer);
  }
  return points;
}

std::string Space::network_of(const study::Params& point) const {
  std::string name;
  for (const Parameter& parameter : parameters) {
    const auto found = point.find(parameter.name);
    if (!parameter.shapes_network || found == point.end()) continue;
    const std::string value = study::to_string(found->second);
    if (parameter.name == kArchitecture) {
      name = name.empty() ? value : value + " " + name;
    } else if (parameter.values.size() > 1) {
      name += fmt::format("{}{}={}", name.empty() ? "" : " ", parameter.name, value);
    }
  }
  return name;
}

std::size_t Space::network_count() const {
  std::set<std::string> networks;
  for (const study::Params& point : grid()) networks.insert(network_of(point));
  return networks.size();
}

Space grid_space(const std::vector<std::string>& architectures,
                 const std::vector<double>& learning_rates) {
  return {{{.name = kArchitecture, .values = {architectures.begin(), architectures.end()}},
           {.name = "learning_rate",
            .values = {learning_rates.begin(), learning_rates.end()},
            .shapes_network = false}}};
}

std::vector<double> log_uniform(double low, double high, int count, std::uint64_t seed) {
  if (!(low > 0.0 && low < high && std::isfinite(high)) || count < 1) {
    fail_usage(
        "space: log_uniform needs 0 < low < high and a count of at least 1, not {} to {}, {}", low,
        high, count);
  }
  Rng rng(seed);
  const double part = std::log(high / low) / count;
  std::vector<double> values;
  for (int i = 0; i < count; ++i) {
    const double value = low * std::exp(part * (i + rng.uniform()));
    values.push_back(std::stod(fmt::format("{:.2e}", value)));
  }
  return values;
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
    refuse_unknown_conditions(space, *parameter);
  }
}

}  // namespace efs::search
