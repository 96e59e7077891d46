// How two configurations of a study differ, and which keys may differ once its trials have begun.
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

/// Whether a study may go on with the change. A file or board that was not there before, or is not
/// there any more, has not only moved.
Changeable changeable(const ConfigChange& change);

}  // namespace efs::cli
