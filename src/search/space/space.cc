#include "search/space/space.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/error.h"
#include "core/rng.h"

namespace efs::search {
namespace {

bool takes(const Parameter& parameter, const study::ParamValue& value) {
  if (is_finite(parameter)) return std::ranges::count(values_of(parameter), value) > 0;
  const auto* real = std::get_if<double>(&value);
  return real != nullptr && *real >= parameter.range->low && *real <= parameter.range->high;
}

void validate_conditions(const Space& space, const Parameter& parameter) {
  std::set<std::string> known;
  for (const Condition& condition : parameter.only_if) {
    if (!known.insert(condition.parameter).second) {
      fail_usage("space: {} has two conditions on {}; make them one", parameter.name,
                 condition.parameter);
    }
    if (condition.values.empty()) {
      fail_usage("space: {} is for no value of {}; name one, or leave the condition out",
                 parameter.name, condition.parameter);
    }
    const Parameter* other = space.find(condition.parameter);
    if (other == nullptr || other >= &parameter) {
      fail_usage("space: {} is only for some values of {}, which the space does not choose{}",
                 parameter.name, condition.parameter, other == nullptr ? "" : " before it");
    }
    if (parameter.shapes_network && !other->shapes_network) {
      fail_usage("space: {} shapes the network and cannot depend on {}, which does not",
                 parameter.name, other->name);
    }
    for (const auto& value : condition.values) {
      if (!takes(*other, value)) {
        fail_usage("space: {} is only for {}, which is none of the values of {}", parameter.name,
                   study::to_string(value), other->name);
      }
    }
  }
}

/// Extends the points to which the parameter applies by each of its values.
std::vector<study::Params> extended(std::vector<study::Params> points, const Parameter& parameter,
                                    const std::vector<study::ParamValue>& values) {
  std::vector<study::Params> longer;
  for (study::Params& point : points) {
    if (!Space::applies(parameter, point)) {
      longer.push_back(std::move(point));
      continue;
    }
    for (const study::ParamValue& value : values) {
      longer.push_back(point);
      longer.back()[parameter.name] = value;
    }
  }
  return longer;
}

/// Whether for one architecture the parameters that depend on nothing else are too many already: seen
/// without listing a point.
bool is_plainly_too_large(const Space& space) {
  const Parameter* architectures = space.find(kArchitecture);
  std::vector<study::Params> begun(1);
  if (architectures != nullptr && is_finite(*architectures)) {
    begun.clear();
    for (const auto& value : values_of(*architectures)) begun.push_back({{kArchitecture, value}});
  }
  return std::ranges::any_of(begun, [&](const study::Params& point) {
    double product = 1.0;
    for (const Parameter& parameter : space.parameters) {
      if (point.contains(parameter.name) || !is_finite(parameter)) continue;
      if (Space::applies(parameter, point))
        product *= static_cast<double>(values_of(parameter).size());
    }
    return product > static_cast<double>(Space::kMostPoints);
  });
}

/// All points; nothing where there are too many, or a range without steps.
std::optional<std::vector<study::Params>> listed(const Space& space) {
  if (is_plainly_too_large(space)) return std::nullopt;
  std::vector<study::Params> points;
  if (!space.parameters.empty()) points.emplace_back();
  for (const Parameter& parameter : space.parameters) {
    if (!is_finite(parameter)) return std::nullopt;
    const auto values = values_of(parameter);
    const auto longer = static_cast<std::size_t>(std::ranges::count_if(
        points, [&](const auto& point) { return Space::applies(parameter, point); }));
    // Count first, for listing them costs memory; no later parameter makes them fewer.
    if (points.size() - longer + longer * values.size() > Space::kMostPoints) return std::nullopt;
    points = extended(std::move(points), parameter, values);
  }
  return points;
}

}  // namespace

const Parameter* Space::find(const std::string& name) const {
  const auto found = std::ranges::find(parameters, name, &Parameter::name);
  return found == parameters.end() ? nullptr : &*found;
}

bool Space::applies(const Parameter& parameter, const study::Params& point) {
  return std::ranges::all_of(parameter.only_if, [&](const Condition& condition) {
    const auto found = point.find(condition.parameter);
    return found != point.end() && std::ranges::count(condition.values, found->second) > 0;
  });
}

std::optional<std::size_t> Space::size() const {
  double product = parameters.empty() ? 0.0 : 1.0;
  bool conditional = false;
  for (const Parameter& parameter : parameters) {
    if (!is_finite(parameter)) return std::nullopt;
    product *= static_cast<double>(values_of(parameter).size());
    conditional = conditional || !parameter.only_if.empty();
  }
  if (!conditional) {
    if (product > static_cast<double>(kMostPoints)) return std::nullopt;
    return static_cast<std::size_t>(product);
  }
  const auto points = listed(*this);
  return points ? std::optional(points->size()) : std::nullopt;
}

std::vector<study::Params> Space::grid() const {
  for (const Parameter& parameter : parameters) {
    if (!is_finite(parameter)) {
      fail_usage(
          "space: {} is a range without steps, which has no grid; give it a list of values, a "
          "step, or a count",
          parameter.name);
    }
  }
  auto points = listed(*this);
  if (!points) {
    fail_usage("space: it has more than {} points, too many for a grid; choose another sampler",
               kMostPoints);
  }
  return *points;
}

bool Space::contains(const study::Params& point) const {
  std::size_t known = 0;
  for (const Parameter& parameter : parameters) {
    const auto found = point.find(parameter.name);
    if ((found != point.end()) != applies(parameter, point)) return false;
    if (found == point.end()) continue;
    if (!takes(parameter, found->second)) return false;
    ++known;
  }
  return known == point.size();
}

std::string Space::network_of(const study::Params& point) const {
  std::string name;
  for (const Parameter& parameter : parameters) {
    const auto found = point.find(parameter.name);
    if (!parameter.shapes_network || found == point.end()) continue;
    const std::string value = study::to_string(found->second);
    if (parameter.name == kArchitecture) {
      name = name.empty() ? value : value + " " + name;
    } else if (parameter.range || parameter.values.size() > 1) {
      name += fmt::format("{}{}={}", name.empty() ? "" : " ", parameter.name, value);
    }
  }
  return name;
}

Space Space::networks() const {
  Space space = *this;
  std::erase_if(space.parameters, [](const Parameter& p) { return !p.shapes_network; });
  return space;
}

std::size_t Space::network_count() const {
  std::set<std::string> names;
  for (const study::Params& point : networks().grid()) names.insert(network_of(point));
  return names.size();
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
  for (const Parameter& parameter : space.parameters) {
    if (space.find(parameter.name) != &parameter) {
      fail_usage("space: {} is given twice; remove one", parameter.name);
    }
    validate(parameter);
    validate_conditions(space, parameter);
  }
}

}  // namespace efs::search
