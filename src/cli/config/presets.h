// Named starting points of a configuration.
#pragma once

#include <string>
#include <vector>

#include "tune/options.h"

namespace efs::cli {

struct Preset {
  std::string name;
  std::string is;  // in a few words
  tune::SearchOptions (*make)();
};

/// The first is where a configuration starts that names none.
const std::vector<Preset>& presets();
std::vector<std::string> preset_names();

/// Error offers the nearest name.
tune::SearchOptions preset(const std::string& name);

}  // namespace efs::cli
