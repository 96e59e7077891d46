// The files that the program itself put into a folder that must not grow for ever.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/files/filesystem.h"

namespace efs::device {

struct StoredFile {
  std::string name;
  std::uint64_t bytes = 0;
  double used_s = 0.0;  // when it was written, or marked
};

/// Whether it is a SHA-256 in hexadecimal and one of `suffixes`, as the names in a store are.
/// Whatever else is in the folder belongs to somebody else.
bool is_stored_name(const std::string& name, const std::vector<std::string>& suffixes);

/// Those with such names, the one that was not used for longest first; empty where there is no such
/// folder. Links and folders are none.
std::vector<StoredFile> stored_files(const fs::path& folder,
                                     const std::vector<std::string>& suffixes);

/// It is used now.
void mark_used(const fs::path& file);

}  // namespace efs::device
