// What is in folders, and the pictures below them. No OpenCV.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace efs::data {

/// False where there is none, and for a link to itself.
bool is_folder(const std::filesystem::path& path);
/// The same for a file.
bool is_file(const std::filesystem::path& path);

enum class Entries { kFiles, kFolders };
/// Those in a folder, by name, without hidden ones; none where it cannot be read.
std::vector<std::filesystem::path> entries_of(const std::filesystem::path& folder, Entries kind);

struct FoundFile {
  std::filesystem::path path;  // from where the program runs
  std::filesystem::path name;  // from the folder
};

struct FoundFiles {
  std::vector<FoundFile> found;             // by path
  std::size_t hidden = 0;                   // files and folders whose name begins with a point
  std::vector<std::string> unread_folders;  // "cannot read the folder ...: ..."
};

/// The files in and below a folder that are wanted by their name. Links are followed, each folder
/// once: what lies below the folder itself is named by its own path.
FoundFiles files_below(const std::filesystem::path& root,
                       const std::function<bool(const std::filesystem::path& name)>& wanted);

/// Those with the suffix of a picture.
FoundFiles pictures_below(const std::filesystem::path& root);

}  // namespace efs::data
