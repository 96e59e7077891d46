// Named starting points of a configuration.
#pragma once

#include <string>
#include <vector>

#include "tune/options.h"

namespace efs::cli {

struct Preset {
  std::string name;
  std::string is;  // a few words that describe it
  tune::SearchOptions (*make)(const search::Task& task);
  bool only_single = false;  // it is for no other task
};

/// A configuration that names none starts from the first.
const std::vector<Preset>& presets();

}  // namespace efs::cli
