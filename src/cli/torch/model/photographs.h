// The photographs that a command line of `efs predict` names.
#pragma once

#include <string>
#include <vector>

#include "core/files/filesystem.h"

namespace efs::cli {

struct Photograph {
  fs::path path;
  /// Below the folder that was named, or the file's own name where the file was.
  fs::path name;
};

struct Photographs {
  std::vector<Photograph> found;  // in the order of the words, a folder's by name
  std::size_t repeated = 0;       // named more than once, found once
  std::size_t hidden = 0;         // files and folders in folders whose name begins with a point
  std::vector<std::string> unread_folders;  // with the reason
};

/// Files, and in place of a folder the pictures in and below it: by their suffix, also those of
/// formats that are not read, so that reading them says so. Links to folders are followed, each
/// folder once. Error: a folder without a picture.
Photographs find_photographs(const std::vector<std::string>& words);

}  // namespace efs::cli
