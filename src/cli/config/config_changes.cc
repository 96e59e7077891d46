#include "cli/config/config_changes.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <string_view>

namespace efs::cli {
namespace {

using Entries = std::vector<std::pair<std::string, std::string>>;

std::string in_one_line(const YAML::Node& node) {
  YAML::Emitter out;
  out << YAML::Flow << node;
  std::string text = out.c_str();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

bool is_list_of_named(const YAML::Node& node) {
  return node.IsSequence() && node.size() > 0 &&
         std::all_of(node.begin(), node.end(),
                     [](const YAML::Node& element) { return element.IsMap() && element["name"]; });
}

void flatten(const YAML::Node& node, const std::string& key, Entries& entries) {
  const std::string prefix = key.empty() ? "" : key + ".";
  if (node.IsMap() && node.size() > 0) {
    for (const auto& entry : node) flatten(entry.second, prefix + entry.first.Scalar(), entries);
  } else if (is_list_of_named(node)) {
    for (const auto& element : node) flatten(element, prefix + element["name"].Scalar(), entries);
  } else {
    entries.emplace_back(key, node.IsScalar() ? node.Scalar() : in_one_line(node));
  }
}

Entries flattened(const std::string& yaml) {
  Entries entries;
  flatten(YAML::Load(yaml), "", entries);
  return entries;
}

const std::string* find(const Entries& entries, const std::string& key) {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const auto& entry) { return entry.first == key; });
  return found == entries.end() ? nullptr : &found->second;
}

struct Row {
  std::string_view key;  // with a point at the end: all below it
  Changeable changeable;
};

constexpr Row kRows[] = {
    {"data.images", Changeable::kPlace},
    {"data.labels", Changeable::kPlace},
    {"data.folds", Changeable::kPlace},
    {"data.near_duplicates", Changeable::kPlace},
    {"data.packed", Changeable::kPlace},
    {"weights", Changeable::kPlace},
    {"teacher", Changeable::kPlace},
    {"latency.cache", Changeable::kPlace},
    {"data.max_skipped_share", Changeable::kMachine},
    {"latency.reuse", Changeable::kMachine},
    {"search.executor", Changeable::kMachine},
    {"search.workers", Changeable::kMachine},
    {"search.threads_per_worker", Changeable::kMachine},
    {"search.lease_s", Changeable::kMachine},
    {"slurm.", Changeable::kMachine},
    {"budget.", Changeable::kEnd},
    {"stages", Changeable::kEnd},
};

/// Of a target, alone or one of several.
constexpr Row kTargetRows[] = {
    {"url", Changeable::kPlace},
    {"token_file", Changeable::kPlace},
    {"ca_cert", Changeable::kPlace},
    {"timeout_s", Changeable::kMachine},
};

}  // namespace

std::vector<ConfigChange> config_changes(const std::string& before, const std::string& after) {
  const Entries old_entries = flattened(before), new_entries = flattened(after);
  std::vector<ConfigChange> changes;
  for (const auto& [key, value] : old_entries) {
    const std::string* now = find(new_entries, key);
    if (now == nullptr || *now != value) changes.push_back({key, value, now ? *now : ""});
  }
  for (const auto& [key, value] : new_entries) {
    if (find(old_entries, key) == nullptr) changes.push_back({key, "", value});
  }
  return changes;
}

Changeable changeable(const ConfigChange& change) {
  const std::string& key = change.key;
  const bool comes_or_goes = change.before.empty() || change.after.empty();
  if (comes_or_goes && (key == "weights" || key == "teacher" || key.ends_with(".url"))) {
    return Changeable::kNever;
  }
  for (const Row& row : kRows) {
    const bool below = row.key.ends_with('.') && key.starts_with(row.key);
    // A section that has become empty, or was, is one entry of its own name.
    const bool section = row.key.ends_with('.') && key + "." == row.key;
    if (key == row.key || below || section) return row.changeable;
  }
  if (!key.starts_with("latency.") && !key.starts_with("targets.")) return Changeable::kNever;
  for (const Row& row : kTargetRows) {
    if (key.substr(key.rfind('.') + 1) == row.key) return row.changeable;
  }
  return Changeable::kNever;
}

}  // namespace efs::cli
