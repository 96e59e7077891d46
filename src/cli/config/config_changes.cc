#include "cli/config/config_changes.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

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

const std::string* find(const Entries& entries, const std::string& key) {
  const auto found = std::ranges::find(entries, key, &Entries::value_type::first);
  return found == entries.end() ? nullptr : &found->second;
}

}  // namespace

std::vector<ConfigChange> config_changes(const std::string& before, const std::string& after) {
  Entries old_entries, new_entries;
  flatten(YAML::Load(before), "", old_entries);
  flatten(YAML::Load(after), "", new_entries);
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
  // It stands in a study until it has run. Its windows may be the usual ones, which are not written.
  if (key.starts_with("space.prefilter.")) {
    const bool known = !comes_or_goes || key.ends_with(".latency_ms");
    return known ? Changeable::kMachine : Changeable::kNever;
  }
  // A target has the keys of `latency`, alone or as one of several.
  const bool target = key.starts_with("targets.");
  const Key* row = find_key(target ? "latency." + key.substr(key.rfind('.') + 1) : key);
  if (row != nullptr) return row->notes.change;
  // A section that has become empty, or was, is one entry of its own name.
  for (const Section& section : sections()) {
    if (section.name == key) return section.keys.front().notes.change;
  }
  return Changeable::kNever;
}

}  // namespace efs::cli
