#include <yaml-cpp/yaml.h>

#include "cli/config/key.h"
#include "cli/config/search_config.h"

namespace efs::cli {

std::string resolved_yaml(const tune::SearchOptions& options) {
  YAML::Emitter out;
  out << YAML::BeginMap;
  for (const Section& section : sections()) {
    if (!section.name.empty()) out << YAML::Key << section.name << YAML::Value << YAML::BeginMap;
    for (const Key& key : section.keys) {
      if (key.written && !key.written(options)) continue;
      out << YAML::Key << key.name << YAML::Value;
      key.write(out, options);
    }
    if (!section.name.empty()) out << YAML::EndMap;
  }
  out << YAML::EndMap;
  return std::string(out.c_str()) + "\n";
}

}  // namespace efs::cli
