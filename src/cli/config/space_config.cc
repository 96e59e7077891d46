#include "cli/config/space_config.h"

#include <algorithm>

#include "cli/config/key_builders.h"
#include "core/error.h"
#include "core/rng.h"
#include "core/text/named_rows.h"
#include "core/text/spelling.h"
#include "nn/catalogue.h"
#include "tune/candidate.h"

namespace efs::cli {
namespace {

/// The word of the configuration; for historical reasons only this one is a plural.
std::string key_of(const tune::TunableParameter& row) {
  return row.name == search::kArchitecture ? "architectures" : row.name;
}

/// A square as its side, as studies have it.
std::vector<study::ParamValue> read_sizes(Config& config, const std::string& key) {
  std::vector<study::ParamValue> values;
  for (const std::string& text : config.texts(key, {})) {
    const ImageSize size = refusing_at(config, key, [&] { return parse_image_size(text); });
    if (size.width == size.height) {
      values.emplace_back(std::int64_t{size.width});
    } else {
      values.emplace_back(to_string(size));
    }
  }
  return values;
}

std::vector<study::ParamValue> read_values(Config& config, const std::string& key,
                                           tune::ParameterKind kind) {
  const auto values = [](const auto& list) {
    return std::vector<study::ParamValue>(list.begin(), list.end());
  };
  if (kind == tune::ParameterKind::kText) return values(config.texts(key, {}));
  if (kind == tune::ParameterKind::kSize) return read_sizes(config, key);
  if (kind == tune::ParameterKind::kInteger) return values(config.integers(key, {}));
  return values(config.reals(key, {}));
}

std::vector<study::ParamValue> draw_values(Config& section, const tune::TunableParameter& row,
                                           std::uint64_t seed) {
  const auto range = section.reals("log_uniform", {});
  const auto count = static_cast<int>(section.integer("count", 3, 1, 1000));
  if (row.kind != tune::ParameterKind::kReal || row.shapes_network) {
    section.refuse("log_uniform", row.name + " is chosen from a list; give it as `values`");
  }
  if (range.size() != 2) section.refuse("log_uniform", "must be [LOW, HIGH]");
  const auto drawn = refusing_at(section, "log_uniform", [&] {
    return search::log_uniform(range[0], range[1], count, derive_seed(seed, row.name));
  });
  return {drawn.begin(), drawn.end()};
}

search::Range read_range(Config& section, const tune::TunableParameter& row) {
  search::Range range{.integer = row.kind != tune::ParameterKind::kReal};
  if (row.kind == tune::ParameterKind::kText) {
    section.refuse("low", row.name + " is chosen from a list; give it as `values`");
  }
  for (const char* key : {"low", "high"}) {
    if (!section.has(key)) section.refuse(key, "a range needs low and high");
  }
  range.low = section.real("low", 0.0);
  range.high = section.real("high", 0.0);
  range.step = section.real("step", 0.0);
  range.logarithmic = section.boolean("log", false);
  return range;
}

/// only_for: architectures; only_if: {PARAMETER: VALUES, ...}
std::vector<search::Condition> read_conditions(Config& section) {
  std::vector<search::Condition> conditions;
  if (section.has("only_for")) {
    conditions.push_back(search::only_for(section.texts("only_for", {})));
  }
  if (!section.has("only_if")) return conditions;
  Config others = section.section("only_if");
  for (const tune::TunableParameter& row : tune::tunable_parameters()) {
    if (!others.has(row.name)) continue;
    conditions.push_back({row.name, read_values(others, row.name, row.kind)});
  }
  return conditions;
}

search::Parameter read_parameter(Config& space, const tune::TunableParameter& row,
                                 std::uint64_t seed) {
  search::Parameter parameter{.name = row.name, .shapes_network = row.shapes_network};
  const std::string key = key_of(row);
  if (!space.is_section(key)) {
    parameter.values = read_values(space, key, row.kind);
    return parameter;
  }
  Config section = space.section(key);
  if (section.has("log_uniform")) {
    parameter.values = draw_values(section, row, seed);
  } else if (section.has("low") || section.has("high")) {
    parameter.range = read_range(section, row);
  } else {
    parameter.values = read_values(section, "values", row.kind);
  }
  parameter.only_if = read_conditions(section);
  return parameter;
}

/// "all" becomes the whole catalogue; other names must be in it.
void resolve_architectures(const Config& space, search::Parameter& parameter) {
  const std::vector<std::string> known = names_of(nn::architectures());
  if (parameter.values == std::vector<study::ParamValue>{std::string("all")}) {
    parameter.values.assign(known.begin(), known.end());
  }
  for (const auto& value : parameter.values) {
    const auto& name = std::get<std::string>(value);
    if (std::ranges::count(known, name) == 0) {
      space.refuse("architectures", unknown_name_message("architecture", name, known));
    }
  }
}

/// Takes the architectures that the space does not have out of a preset's conditions; false where
/// none is left.
bool fits(search::Parameter& preset, const search::Space& space) {
  for (search::Condition& condition : preset.only_if) {
    if (const auto* other = space.find(condition.parameter)) {
      std::erase_if(condition.values, [&](const study::ParamValue& value) {
        return std::ranges::count(other->values, value) == 0;
      });
    }
    if (condition.values.empty()) return false;
  }
  return true;
}

/// The key that a message of validate() is about: "space: width is ...".
std::string key_in(const std::string& message) {
  for (const tune::TunableParameter& row : tune::tunable_parameters()) {
    if (message.starts_with("space: " + row.name + " ")) return key_of(row);
  }
  return key_of(tune::tunable_parameters().front());
}

/// The key that the space chooses instead; null if only the space has it.
const Key* constant_of(const std::string& name) {
  const Key* key = find_key(name);
  return key != nullptr ? key : find_key("train." + name);
}

void check_values(Config& space, const tune::TunableParameter& row) {
  const Key* constant = constant_of(row.name);
  const std::string key = key_of(row);
  if (constant == nullptr || !space.has(key)) return;
  tune::SearchOptions unused;
  const auto check = [&](const Config& section, const std::string& at) {
    for (Config& value : section.each_as(at, row.name)) constant->read(value, unused);
  };
  if (!space.is_section(key)) return check(space, key);
  for (const char* at : {"values", "low", "high", "log_uniform"}) check(space.section(key), at);
}

void write_range(YAML::Emitter& out, const search::Range& range) {
  write_pair(out, "low", range.low);
  write_pair(out, "high", range.high);
  if (range.step > 0.0) write_pair(out, "step", range.step);
  if (range.logarithmic) write_pair(out, "log", true);
}

void write_parameter(YAML::Emitter& out, const search::Parameter& parameter) {
  // With the list's own Flow it lasts to the end of the file, as in every existing study.yaml.
  out << YAML::Flow;
  if (parameter.only_if.empty() && !parameter.range) return write_value(out, parameter.values);
  out << YAML::BeginMap;
  if (parameter.range) {
    write_range(out, *parameter.range);
  } else {
    write_pair(out, "values", parameter.values);
  }
  if (!parameter.only_if.empty()) {
    out << YAML::Key << "only_if" << YAML::Value << YAML::BeginMap;
    for (const auto& condition : parameter.only_if) {
      write_pair(out, condition.parameter, condition.values);
    }
    out << YAML::EndMap;
  }
  out << YAML::EndMap;
}

}  // namespace

std::vector<Key> space_keys() {
  std::vector<Key> keys;
  for (const tune::TunableParameter& row : tune::tunable_parameters()) {
    Key key{key_of(row),
            "",
            {},
            {},  // read_space() reads them all
            [row](YAML::Emitter& out, const tune::SearchOptions& options) {
              if (const auto* chosen = options.space.find(row.name)) write_parameter(out, *chosen);
            },
            [row](const tune::SearchOptions& options) {
              return options.space.find(row.name) != nullptr;
            }};
    if (row.name == search::kArchitecture) {
      key.comment = "names from `efs archs`, or `all`";
    } else if (row.name != "learning_rate") {
      key.comment =
          fmt::format("in the place of `{}{}`", row.shapes_network ? "" : "train.", row.name);
      key.notes.example = "[]";
      key.notes.shown = Shown::kCommented;
    }
    keys.push_back(std::move(key));
  }
  return keys;
}

void read_space(Config space, tune::SearchOptions& options) {
  search::Space result;
  for (const tune::TunableParameter& row : tune::tunable_parameters()) {
    if (space.has(key_of(row))) {
      auto parameter = read_parameter(space, row, options.seed);
      if (row.name == search::kArchitecture) resolve_architectures(space, parameter);
      result.parameters.push_back(std::move(parameter));
      continue;
    }
    for (auto& preset : options.space.parameters) {
      if (preset.name == row.name && fits(preset, result)) result.parameters.push_back(preset);
    }
  }
  options.space = std::move(result);
  try {
    search::validate(options.space);
  } catch (const UsageError& error) {
    space.refuse(key_in(error.what()), error.what());
  }
  for (const tune::TunableParameter& row : tune::tunable_parameters()) check_values(space, row);
}

void check_space(const Config& config, const tune::SearchOptions& options) {
  refusing_at(config, "space", [&] { tune::check_candidates(options); });
}

}  // namespace efs::cli
