// The folder of files that the program can make or fetch again.
#pragma once

#include <string>

#include "core/files/filesystem.h"

namespace efs {

/// $XDG_CACHE_HOME/efs/NAME or ~/.cache/efs/NAME; it need not exist.
fs::path cache_folder(const std::string& name);

}  // namespace efs
