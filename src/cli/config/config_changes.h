// How two configurations of a study differ, and which of it may differ once its trials have begun.
#pragma once

#include <string>
#include <vector>

#include "cli/config/key.h"

namespace efs::cli {

struct ConfigChange {
  std::string key;            // "data.images", "targets.nano.url"
  std::string before, after;  // as YAML in one line; empty: not there
};

/// Between two texts of resolved_yaml(), key by key, in their order.
std::vector<ConfigChange> config_changes(const std::string& before, const std::string& after);

/// What was not there, or is not any more, is no other place of the same.
Changeable changeable(const ConfigChange& change);

}  // namespace efs::cli
