// The photographs that a command line of `efs predict` names.
#pragma once

#include <string>
#include <vector>

#include "core/files/filesystem.h"

namespace efs::cli {

struct Photograph {
  fs::path path;
  /// The path below the named folder, or a named file's own name.
  fs::path name;
};

struct Photographs {
  std::vector<Photograph> found;  // in the order of the words, a folder's by name
  std::size_t repeated = 0;       // named more than once, found once
  std::size_t hidden = 0;         // files and folders, in folders, whose name begins with '.'
  std::vector<std::string> unread_folders;  // with the reason
};

/// The files, and for a folder the pictures in and below it. A picture is known by its suffix, also
/// one of a format that is not read, so that reading it says so. Links to folders are followed,
/// each folder once. Error: a folder without a picture.
Photographs find_photographs(const std::vector<std::string>& words);

}  // namespace efs::cli
