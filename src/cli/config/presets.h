// Named starting points of a configuration.
#pragma once

#include <string>
#include <vector>

#include "tune/options.h"

namespace efs::cli {

/// "default": small networks, a few minutes to an hour on a CPU.
/// "edgefacesearch": the search of the original Python project, so that the two can be compared.
std::vector<std::string> preset_names();

/// Error offers the nearest name.
tune::SearchOptions preset(const std::string& name);

}  // namespace efs::cli
