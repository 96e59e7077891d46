// One key of a configuration as a row: what reads it, writes it, and says what it means. From the
// rows come the resolved study.yaml, the file of `efs init`, what may change with --resume, and the
// tables of docs/configuration.md.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "tune/options.h"

namespace YAML {
class Emitter;
}

namespace efs::cli {

/// Whether a study may go on with another value.
enum class Changeable {
  kNever,    // trials were made, measured or trained with it
  kPlace,    // where the same thing lies now
  kMachine,  // how a machine is used
  kEnd,      // when the search ends
};

/// How the file of `efs init` shows a key.
enum class Shown {
  kValue,      // with its default
  kExample,    // with its example, which must be replaced
  kCommented,  // its example, commented out: it is not given by default
  kNot,
};

struct KeyNotes {
  /// Words that the value may be, or is made of; empty: any value.
  std::vector<std::string> choices = {};
  /// For a number.
  NumberRange range = {};
  /// As YAML.
  std::string example = {};
  /// The page that says more: "training.md".
  std::string link = {};
  Shown shown = Shown::kValue;
  Changeable change = Changeable::kNever;
};

struct Key {
  /// The last word of its path: "momentum".
  std::string name;
  /// Follows the choices on the page and in the template; `code` in backticks.
  std::string comment;
  KeyNotes notes = {};
  /// Reads from the section that has the key; leaves the options as they are where it is missing.
  /// UsageError with the position.
  std::function<void(Config& section, tune::SearchOptions& options)> read;
  /// Writes the value alone.
  std::function<void(YAML::Emitter& out, const tune::SearchOptions& options)> write;
  /// Whether study.yaml has the key; empty: always.
  std::function<bool(const tune::SearchOptions& options)> written = {};
};

/// What its choices and its comment say, as `efs init` and the page show it.
std::string meaning(const Key& key);

/// Keys that stand together.
struct Section {
  /// "train"; empty: they stand at the top of the file.
  std::string name;
  /// Above it in the template.
  std::string comment;
  std::vector<Key> keys;
  /// Reads the section where its keys cannot be read one by one.
  void (*read)(Config section, tune::SearchOptions& options) = nullptr;
};

/// The table, in the order of study.yaml. Each is read after those that it depends on.
const std::vector<Section>& sections();

/// Its parts, a file each.
std::vector<Key> general_keys();
std::vector<Key> data_keys();
std::vector<Key> space_keys();
std::vector<Key> stage_keys();
std::vector<Key> budget_keys();
std::vector<Key> warm_start_keys();
std::vector<Key> fitness_keys();
std::vector<Key> faces_keys();
std::vector<Key> train_keys();
std::vector<Key> targets_keys();
std::vector<Key> latency_keys();
std::vector<Key> search_keys();
std::vector<Key> slurm_keys();

/// Finds a key by its path, "train.momentum"; null if there is none.
const Key* find_key(const std::string& path);

}  // namespace efs::cli
