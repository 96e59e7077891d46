// YAML text -> typed options, once, at the edge. Every message names file, line and column.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/config/number_range.h"

namespace efs {

namespace config {
struct Node;
}

/// The key that is meant, for wrong keys that people often write, by the wrong key's last word.
using KeyAdvice = std::map<std::string, std::string>;

/// A node of a configuration file. Typed reads mark a key as known; finish() then refuses every
/// key that nobody read, so that a typing error is never silently ignored. Copies and sections
/// share one tree and its bookkeeping: one finish() at the root checks everything. An explicitly
/// empty value ("key:") counts as missing for a section and is refused elsewhere.
class Config {
 public:
  /// `name` stands for the text in messages (the file's path). UsageError on YAML that does not
  /// parse, with line and column.
  static Config parse(const std::string& text, const std::string& name);
  static Config load(const std::filesystem::path& path);

  /// Applies "key.path=value" (value is YAML: 3, [a, b], 1e-3, text); list elements are not
  /// addressed. UsageError on a malformed override. New keys are added: finish() judges them.
  /// The overridden value's position reads "command line" in messages.
  void override_with(const std::string& assignment);

  /// The value of a key, or `fallback` where it is missing. UsageError: wrong type, with position.
  std::string text(const std::string& key, const std::string& fallback);
  std::int64_t integer(const std::string& key, std::int64_t fallback, std::int64_t low,
                       std::int64_t high);
  double real(const std::string& key, double fallback, const NumberRange& range = {});
  bool boolean(const std::string& key, bool fallback);
  /// One of `choices`; the message offers the nearest.
  std::string choice(const std::string& key, const std::string& fallback,
                     const std::vector<std::string>& choices);
  /// A list, or a single value as a list of one.
  std::vector<std::string> texts(const std::string& key, const std::vector<std::string>& fallback);
  std::vector<double> reals(const std::string& key, const std::vector<double>& fallback);
  std::vector<std::int64_t> integers(const std::string& key,
                                     const std::vector<std::int64_t>& fallback);

  bool has(const std::string& key) const;
  /// True where the key's value is a map.
  bool is_section(const std::string& key) const;
  /// True where the key's value is a list of maps.
  bool is_list_of_sections(const std::string& key) const;
  /// The keys that are given here, in the order of the text.
  std::vector<std::string> keys() const;
  /// A nested map; an empty one where it is missing. Shares the bookkeeping of its parent.
  Config section(const std::string& key);
  /// A list of maps; empty where it is missing.
  std::vector<Config> sections(const std::string& key);

  /// The value at `key`, or each element of a list, as a section in which it alone stands, under
  /// `name`, so that the code that reads and refuses one value also serves for one of many. Empty
  /// where the key is missing.
  std::vector<Config> each_as(const std::string& key, const std::string& name) const;

  /// "FILE:LINE:COLUMN" of a key (of the section itself where the key is missing).
  std::string where(const std::string& key) const;
  /// UsageError with the key's position and path.
  [[noreturn]] void refuse(const std::string& key, const std::string& message) const;
  /// UsageError for the first key that nobody read, with its position and what is probably meant:
  /// the `advice` on it, the place where a key of that name is known, or the nearest known key.
  void finish(const KeyAdvice& advice = {}) const;

 private:
  explicit Config(std::shared_ptr<config::Node> node);
  /// Marks a key as known, and returns its node; null where it is not given.
  config::Node* given(const std::string& key) const;
  /// The same, and marks the key as read.
  config::Node* ask(const std::string& key);

  std::shared_ptr<config::Node> node_;
};

}  // namespace efs
