// Rows of plain values: what is read and written follows from the field's type.
#pragma once

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <functional>
#include <initializer_list>
#include <optional>
#include <type_traits>
#include <utility>

#include "cli/config/key.h"
#include "cli/config/names.h"

namespace efs::cli {

/// Absolute; empty stays empty. UsageError at `key`: a URL.
std::filesystem::path read_path(Config& config, const std::string& key,
                                const std::filesystem::path& fallback);

/// The value at the key, within its range or choices; as it was where the key is missing. Of an
/// optional number `none` leaves nothing. UsageError with the position.
template <typename Value>
void read_value(Config& config, const KeyFacts& key, Value& value) {
  [[maybe_unused]] const auto& choices = key.notes.choices;
  [[maybe_unused]] const NumberRange& range = key.notes.range;
  if constexpr (std::is_same_v<Value, bool>) {
    value = config.boolean(key.name, value);
  } else if constexpr (std::is_same_v<Value, int>) {
    value = static_cast<int>(config.integer(key.name, value, static_cast<std::int64_t>(range.low),
                                            static_cast<std::int64_t>(range.high)));
  } else if constexpr (std::is_same_v<Value, double>) {
    value = config.real(key.name, value, range);
  } else if constexpr (std::is_same_v<Value, std::string>) {
    value =
        choices.empty() ? config.text(key.name, value) : config.choice(key.name, value, choices);
  } else if constexpr (std::is_same_v<Value, std::filesystem::path>) {
    value = read_path(config, key.name, value);
  } else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
    value = config.texts(key.name, value);
  } else if constexpr (std::is_same_v<Value, std::vector<int>>) {
    const auto given = config.integers(key.name, {value.begin(), value.end()});
    value.assign(given.begin(), given.end());
  } else if (const std::string word = config.text(key.name, ""); !word.empty()) {
    value = std::nullopt;
    if (word != "none") read_value(config, key, value.emplace());
  }
}

/// What reads back equal, a number as shortly as it goes; lists in one line.
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

/// "STUDY:TRIAL" or "STUDY" as it is named from anywhere: paths absolute, URLs as they are.
/// UsageError at `key`: a URL that is no study's, or has a password.
std::string study_word(const Config& config, const std::string& key, const std::string& text);

template <typename Options, typename Value>
KeyOf<Options> key(std::string name, Value Options::*field, std::string comment,
                   KeyNotes notes = {}) {
  const KeyFacts facts{std::move(name), std::move(comment), std::move(notes)};
  return {facts,
          [=](Config& config, Options& options) { read_value(config, facts, options.*field); },
          [=](YAML::Emitter& out, const Options& options) { write_value(out, options.*field); },
          [=](const Options& options) {
            if constexpr (requires(Value value) { value.has_value(); }) {
              return (options.*field).has_value();
            }
            return true;
          }};
}

/// One of a table's words, each of which stands for a value.
template <typename Options, typename Value>
KeyOf<Options> choice(std::string name, Value Options::*field, Names<Value> names,
                      std::string comment, KeyNotes notes = {}) {
  notes.choices = words_of(names);
  const KeyFacts facts{std::move(name), std::move(comment), std::move(notes)};
  return {
      facts,
      [=](Config& config, Options& options) {
        options.*field = read_choice(config, facts.name, names, options.*field);
      },
      [=](YAML::Emitter& out, const Options& options) { out << name_of(names, options.*field); }};
}

/// The row of a part as one of the whole; `part` leads to it.
template <typename Options, typename Part, typename Field>
KeyOf<Options> within(Field part, const KeyOf<Part>& row) {
  return {static_cast<const KeyFacts&>(row),
          [=](Config& config, Options& options) { row.read(config, std::invoke(part, options)); },
          [=](YAML::Emitter& out, const Options& options) {
            row.write(out, std::invoke(part, options));
          },
          [=](const Options& options) {
            return !row.written || row.written(std::invoke(part, options));
          }};
}

template <typename Part, typename Field>
std::vector<Key> of_part(Field part, const std::vector<KeyOf<Part>>& rows) {
  std::vector<Key> keys;
  for (const auto& row : rows) keys.push_back(within<tune::SearchOptions>(part, row));
  return keys;
}

template <typename Options>
std::vector<KeyOf<Options>> joined(std::initializer_list<std::vector<KeyOf<Options>>> parts) {
  std::vector<KeyOf<Options>> keys;
  for (const auto& part : parts) keys.insert(keys.end(), part.begin(), part.end());
  return keys;
}

}  // namespace efs::cli
