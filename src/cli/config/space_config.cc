#include "cli/config/space_config.h"

#include <algorithm>

#include "cli/config/key_builders.h"
#include "cli/config/networks.h"
#include "core/error.h"
#include "core/rng.h"
#include "core/text/named_rows.h"
#include "core/text/spelling.h"
#include "nn/catalogue.h"
#include "nn/own/block_space.h"
#include "tune/block_parameters.h"
#include "tune/candidate.h"

namespace efs::cli {
namespace {

constexpr const char* kInput = "input";

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

/// Also of architectures, which may be files.
std::vector<study::ParamValue> read_list(Config& config, const std::string& key,
                                         const tune::TunableParameter& row,
                                         tune::SearchOptions& options) {
  if (row.name == search::kArchitecture) return read_architectures(config, key, options);
  return read_values(config, key, row.kind);
}

search::Parameter read_parameter(Config& space, const tune::TunableParameter& row,
                                 tune::SearchOptions& options) {
  search::Parameter parameter{.name = row.name, .shapes_network = row.shapes_network};
  const std::string key = key_of(row);
  if (!space.is_section(key) || space.section(key).has("file")) {
    parameter.values = read_list(space, key, row, options);
    return parameter;
  }
  Config section = space.section(key);
  if (section.has("log_uniform")) {
    parameter.values = draw_values(section, row, options.seed);
  } else if (section.has("low") || section.has("high")) {
    parameter.range = read_range(section, row);
  } else {
    parameter.values = read_list(section, "values", row, options);
  }
  parameter.only_if = read_conditions(section);
  return parameter;
}

/// "resnet18@96" -> "resnet18".
std::string name_without_input(const Config& space, const std::string& name) {
  const auto at = name.find(tune::kAtInput);
  if (at == std::string::npos) return name;
  if (space.has(kInput)) {
    space.refuse(kInput, fmt::format("'{}' has an input of its own; leave one of them out", name));
  }
  const ImageSize size =
      refusing_at(space, "architectures", [&] { return parse_image_size(name.substr(at + 1)); });
  const NumberRange& range = find_key(kInput)->notes.range;
  for (const int side : {size.width, size.height}) {
    if (range.contains(side)) continue;
    space.refuse("architectures",
                 fmt::format("'{}': a side of an input must be {}", name, range.words()));
  }
  return name.substr(0, at);
}

/// "all" becomes the whole catalogue; other names must be in it, or of a file, of `blocks` or a design
/// of them.
void resolve_architectures(const Config& space, const tune::SearchOptions& options,
                           search::Parameter& parameter) {
  std::vector<std::string> known = names_of(nn::architectures());
  if (parameter.values == std::vector<study::ParamValue>{std::string(kAll)}) {
    parameter.values.assign(known.begin(), known.end());
  }
  for (const auto& network : options.networks) known.push_back(network->architecture.name);
  known.emplace_back(nn::kBlocks);
  for (const auto& value : parameter.values) {
    const std::string name = name_without_input(space, std::get<std::string>(value));
    if (std::ranges::count(known, name) == 0 && !nn::is_design_name(name)) {
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

/// Whether an architecture has an input in its name, which a preset's would contradict.
bool has_own_inputs(const search::Space& space) {
  const auto* architectures = space.find(search::kArchitecture);
  return architectures != nullptr &&
         std::ranges::any_of(architectures->values, [](const study::ParamValue& value) {
           return std::get<std::string>(value).find(tune::kAtInput) != std::string::npos;
         });
}

bool has_blocks(const search::Space& space) {
  const auto* architectures = space.find(search::kArchitecture);
  return architectures != nullptr &&
         std::ranges::count(architectures->values, study::ParamValue(std::string(nn::kBlocks))) > 0;
}

/// A parameter of `blocks`: the section's, or with its usual values.
void read_block_parameter(Config& space, const tune::TunableParameter& row,
                          tune::SearchOptions& options, search::Space& result) {
  const bool given = space.has(row.name);
  if (!has_blocks(result)) {
    if (given) {
      space.refuse(row.name, "is of the architecture `blocks`, which space.architectures lacks");
    }
    return;
  }
  const auto* preset = options.space.find(row.name);
  auto parameter = given               ? read_parameter(space, row, options)
                   : preset != nullptr ? *preset
                                       : tune::usual_block_parameter(row.name);
  if (tune::add_block_conditions(result, parameter)) {
    result.parameters.push_back(std::move(parameter));
  } else if (given) {
    space.refuse(row.name, "can never be chosen: no stage of the space has it");
  }
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
      key.comment =
          "names from `efs archs`, or `all`; files of networks; `blocks`, which the search makes "
          "itself ([own-networks.md](own-networks.md))";
    } else if (tune::is_block_parameter(row.name)) {
      key.comment = tune::block_parameter_meaning(row.name);
      key.notes.shown = Shown::kNot;
    } else if (row.name != "learning_rate") {
      key.comment =
          fmt::format("in the place of `{}{}`", row.shapes_network ? "" : "train.", row.name);
      key.notes.example = "[]";
      key.notes.shown = Shown::kCommented;
    }
    keys.push_back(std::move(key));
  }
  keys.push_back(
      {"prefilter",
       "trains only some of many networks of `blocks`, by their latency",
       {.example = "{candidates: 5000, keep: 60, latency_ms: [0.3, 0.6]}",
        .link = "own-networks.md",
        .shown = Shown::kNot},
       {},  // read_space()
       write_prefilter,
       [](const tune::SearchOptions& options) { return options.prefilter.has_value(); }});
  return keys;
}

void read_space(Config space, tune::SearchOptions& options) {
  search::Space result;
  for (const tune::TunableParameter& row : tune::tunable_parameters()) {
    if (tune::is_block_parameter(row.name)) {
      read_block_parameter(space, row, options, result);
      continue;
    }
    if (space.has(key_of(row))) {
      auto parameter = read_parameter(space, row, options);
      if (row.name == search::kArchitecture) resolve_architectures(space, options, parameter);
      result.parameters.push_back(std::move(parameter));
      continue;
    }
    if (row.name == kInput && has_own_inputs(result)) continue;
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
  read_prefilter(space, options);
}

void check_space(const Config& config, const tune::SearchOptions& options) {
  refusing_at(config, "space", [&] { tune::check_candidates(options); });
}

}  // namespace efs::cli
