// The files of a folder that must not grow for ever.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/filesystem.h"

namespace efs::device {

struct StoredFile {
  std::string name;
  std::uint64_t bytes = 0;
  double used_s = 0.0;  // when it was written, or marked
};

/// The one that was not used for longest first; empty where there is no such folder.
std::vector<StoredFile> stored_files(const fs::path& folder);

/// It is used now.
void mark_used(const fs::path& file);

}  // namespace efs::device
