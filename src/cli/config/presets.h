// Named starting points of a configuration.
#pragma once

#include <string>
#include <vector>

#include "tune/options.h"

namespace efs::cli {

struct Preset {
  std::string name;
  std::string is;  // a few words that describe it
  tune::SearchOptions (*make)();
};

/// A configuration that names none starts from the first.
const std::vector<Preset>& presets();

}  // namespace efs::cli
