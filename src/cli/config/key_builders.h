// Rows of plain values: what is read and written follows from the field's type.
#pragma once

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

#include "cli/config/key.h"
#include "cli/config/names.h"
#include "core/config/refusing.h"

namespace efs::cli {

/// Absolute; empty stays empty. UsageError at `key`: a URL.
std::filesystem::path read_path(Config& config, const std::string& key,
                                const std::filesystem::path& fallback);

/// The value at the key, within its range or choices; as it was where the key is missing. `none`
/// empties an optional number. UsageError with the position.
template <typename Value>
void read_value(Config& config, const std::string& key, const KeyNotes& notes, Value& value) {
  [[maybe_unused]] const auto& [choices, range, example, link, shown, change] = notes;
  if constexpr (std::is_same_v<Value, bool>) {
    value = config.boolean(key, value);
  } else if constexpr (std::is_same_v<Value, int>) {
    value = static_cast<int>(config.integer(key, value, static_cast<std::int64_t>(range.low),
                                            static_cast<std::int64_t>(range.high)));
  } else if constexpr (std::is_same_v<Value, double>) {
    value = config.real(key, value, range);
  } else if constexpr (std::is_same_v<Value, std::string>) {
    value = choices.empty() ? config.text(key, value) : config.choice(key, value, choices);
  } else if constexpr (std::is_same_v<Value, std::filesystem::path>) {
    value = read_path(config, key, value);
  } else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
    value = config.texts(key, value);
  } else if constexpr (std::is_same_v<Value, std::vector<int>>) {
    const auto given = config.integers(key, {value.begin(), value.end()});
    value.assign(given.begin(), given.end());
  } else if (const std::string word = config.text(key, ""); !word.empty()) {
    value = std::nullopt;
    if (word != "none") read_value(config, key, notes, value.emplace());
  }
}

/// Writes what reads back equal, a number as shortly as it goes; lists in one line.
template <typename Value>
void write_value(YAML::Emitter& out, const Value& value) {
  if constexpr (std::is_same_v<Value, double>) {
    out << fmt::format("{}", value);
  } else if constexpr (std::is_same_v<Value, std::filesystem::path>) {
    out << value.string();
  } else if constexpr (std::is_same_v<Value, study::ParamValue>) {
    std::visit([&](const auto& chosen) { write_value(out, chosen); }, value);
  } else if constexpr (requires { value.has_value(); }) {
    if (value) write_value(out, *value);
  } else if constexpr (!std::is_same_v<Value, std::string> && requires { value.begin(); }) {
    out << YAML::Flow << YAML::BeginSeq;
    for (const auto& element : value) write_value(out, element);
    out << YAML::EndSeq;
  } else {
    out << value;
  }
}

/// "name: value" of a map.
template <typename Value>
void write_pair(YAML::Emitter& out, const std::string& name, const Value& value) {
  out << YAML::Key << name << YAML::Value;
  write_value(out, value);
}

/// Of each key that study.yaml has.
void write_keys(YAML::Emitter& out, const std::vector<Key>& keys,
                const tune::SearchOptions& options);

/// "STUDY:TRIAL" or "STUDY" as it is named from anywhere: paths absolute, URLs as they are.
/// UsageError at `key`: a URL that is no study's, or has a password.
std::string study_word(const Config& config, const std::string& key, const std::string& text);

/// For Key::written: studies of the task `single` have no such key.
inline bool finds_faces(const tune::SearchOptions& options) {
  return options.fitness.task.finds_faces();
}

/// The part of the options that has this type; for a target's, the first target's.
template <typename Part, typename Options>
auto& part_of(Options& options) {
  using Wanted = std::conditional_t<std::is_const_v<Options>, const Part, Part>;
  using Labels =
      std::conditional_t<std::is_const_v<Options>, const data::LabelOptions, data::LabelOptions>;
  auto& strategy = options.strategy;
  Labels& labels = options.data;
  auto& target = options.latency.all.front();
  return std::get<Wanted&>(std::tie(options, strategy, options.data, labels, options.network,
                                    options.network.dense, options.train, options.fitness,
                                    options.latency, options.workers, options.slurm,
                                    strategy.staged, strategy.rungs, strategy.sampler,
                                    strategy.stop, strategy.budget, target, target.protocol));
}

template <typename Part, typename Value>
Key key(std::string name, Value Part::*field, std::string comment, KeyNotes notes = {}) {
  return {name,
          std::move(comment),
          notes,
          [=](Config& config, tune::SearchOptions& options) {
            read_value(config, name, notes, part_of<Part>(options).*field);
          },
          [=](YAML::Emitter& out, const tune::SearchOptions& options) {
            write_value(out, part_of<Part>(options).*field);
          },
          [=]([[maybe_unused]] const tune::SearchOptions& options) {
            if constexpr (requires(Value value) { value.has_value(); }) {
              return (part_of<Part>(options).*field).has_value();
            }
            return true;
          }};
}

/// One of a table's words, each of which stands for a value.
template <typename Part, typename Value>
Key choice(std::string name, Value Part::*field, Names<Value> names, std::string comment,
           KeyNotes notes = {}) {
  notes.choices = words_of(names);
  return {name, std::move(comment), std::move(notes),
          [=](Config& config, tune::SearchOptions& options) {
            Value& value = part_of<Part>(options).*field;
            value = read_choice(config, name, names, value);
          },
          [=](YAML::Emitter& out, const tune::SearchOptions& options) {
            out << name_of(names, part_of<Part>(options).*field);
          }};
}

}  // namespace efs::cli
