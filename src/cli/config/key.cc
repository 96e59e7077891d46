#include "cli/config/key.h"

#include "cli/config/networks.h"
#include "cli/config/space_config.h"

namespace efs::cli {

std::string meaning(const Key& key) {
  std::string text;
  const auto add = [&](const char* separator, const std::string& more) {
    if (!more.empty()) text += (text.empty() ? "" : separator) + more;
  };
  for (const std::string& word : key.notes.choices) add(", ", "`" + word + "`");
  add("; ", key.comment);
  const bool is_extra = key.notes.shown == Shown::kValue && !key.notes.example.empty();
  if (is_extra) add(", ", "e.g. `" + key.notes.example + "`");
  return text;
}

const std::vector<Section>& sections() {
  static const std::vector<Section> table{
      {"", "", general_keys()},
      {"data", "", data_keys()},
      {"", "", networks_keys()},
      {"space",
       "What the search chooses between: every architecture is tried with every learning rate. A "
       "key has a value, a list, a list for some architectures, {values: [0.5, 1], only_for: "
       "[mobilenet_v2]}, or for samplers other than grid a range, {low: 0.0005, high: 0.008, log: "
       "true}.",
       space_keys(), read_space},
      {"", "", stage_keys()},
      {"budget", "What ends the search, whichever comes first; left out: no limit.", budget_keys()},
      {"", "", warm_start_keys()},
      {"fitness", "", fitness_keys()},
      {"faces", "Of the task faces, after training.", faces_keys()},
      {"train", "", train_keys()},
      {"", "", targets_keys()},
      {"latency", "", latency_keys()},
      {"search", "", search_keys()},
      {"slurm", "Of a job, where workers are jobs of a cluster; empty: the cluster's default.",
       slurm_keys()},
  };
  return table;
}

const Key* find_key(const std::string& path) {
  const auto dot = path.find('.');
  const std::string section = dot == std::string::npos ? "" : path.substr(0, dot);
  for (const Section& row : sections()) {
    if (row.name != section) continue;
    for (const Key& key : row.keys) {
      if (key.name == path.substr(dot + 1)) return &key;
    }
  }
  return nullptr;
}

}  // namespace efs::cli
