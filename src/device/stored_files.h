// The program's own files in a folder that must not grow for ever.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/files/filesystem.h"

namespace efs::device {

/// Removes files, the least recently used first and none that is in use, until `fits` says of the
/// bytes that the others take that it is enough; false: it never did. A file's name is a SHA-256 in
/// hexadecimal and one of `suffixes`; others belong to somebody else and neither count nor go.
bool make_room(const fs::path& folder, const std::vector<std::string>& suffixes,
               const std::function<bool(std::uint64_t used)>& fits,
               const std::function<bool(const std::string& name)>& is_in_use = {});

/// Makes it the most recently used.
void mark_used(const fs::path& file);

}  // namespace efs::device
