// The task of a search, as its first screen says it.
#pragma once

#include <string>

#include "tune/options.h"

namespace efs::cli {

/// What the network will find and, where `task: auto` chose it, why and how to choose the other.
std::string task_text(const tune::SearchOptions& options);

}  // namespace efs::cli
