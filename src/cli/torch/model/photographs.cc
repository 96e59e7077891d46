#include "cli/torch/model/photographs.h"

#include <algorithm>
#include <set>
#include <system_error>

#include "core/error.h"
#include "data/images/picture_files.h"

namespace efs::cli {
namespace {

/// The pictures in and below a folder, by path.
std::vector<Photograph> pictures_below(const fs::path& root, Photographs& result) {
  const data::FoundFiles files = data::pictures_below(root);
  result.hidden += files.hidden;
  result.unread_folders.insert(result.unread_folders.end(), files.unread_folders.begin(),
                               files.unread_folders.end());
  std::vector<Photograph> found;
  for (const data::FoundFile& file : files.found) found.push_back({file.path, file.name});
  return found;
}

/// The same for one photograph however its folder is named. A link to a file is a photograph of its
/// own.
fs::path identity_of(const fs::path& path) {
  std::error_code error;
  const fs::path folder = path.parent_path();
  const fs::path real = fs::canonical(folder.empty() ? "." : folder, error);
  return (error ? folder : real) / path.filename();
}

}  // namespace

Photographs find_photographs(const std::vector<std::string>& words) {
  Photographs result;
  std::set<fs::path> seen;
  for (const fs::path word : words) {
    std::vector<Photograph> found{{word, word.filename()}};
    if (data::is_folder(word)) {
      found = pictures_below(word, result);
      if (found.empty() && result.unread_folders.empty()) {
        fail("there are no images in {}{}", word.string(),
             result.hidden > 0 ? "; names that begin with '.' are left out" : "");
      }
    }
    for (Photograph& photograph : found) {
      if (seen.insert(identity_of(photograph.path)).second) {
        result.found.push_back(std::move(photograph));
      } else {
        ++result.repeated;
      }
    }
  }
  return result;
}

}  // namespace efs::cli
