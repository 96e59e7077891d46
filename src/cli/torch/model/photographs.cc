#include "cli/torch/model/photographs.h"

#include <algorithm>
#include <set>
#include <system_error>

#include "core/error.h"
#include "data/images/image_name.h"

namespace efs::cli {
namespace {

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);  // false, too, for a link to itself
}

/// The pictures in and below a folder, by path.
std::vector<Photograph> pictures_below(const fs::path& root, Photographs& result) {
  // Links come last, so that a photograph below the folder is named by its own path.
  std::vector<Photograph> pending{{root, {}}}, links, found;
  std::set<fs::path> seen;
  while (!pending.empty() || !links.empty()) {
    auto& queue = pending.empty() ? links : pending;
    const Photograph folder = queue.back();
    queue.pop_back();
    std::error_code error;
    const fs::path real = fs::canonical(folder.path, error);
    if (!error && !seen.insert(real).second) continue;
    fs::directory_iterator entries(folder.path, error);
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
      const fs::path path = entries->path(), file = path.filename();
      const bool leads_on = is_folder(path);
      if (!leads_on && !data::has_image_suffix(file)) continue;
      if (file.string().starts_with('.')) {
        ++result.hidden;
        continue;
      }
      std::error_code unknown;
      auto& list = !leads_on ? found : entries->is_symlink(unknown) ? links : pending;
      list.push_back({path, folder.name / file});
    }
    if (error) {
      result.unread_folders.push_back(
          fmt::format("cannot read the folder {}: {}", folder.path.string(), error.message()));
    }
  }
  std::ranges::sort(found, {}, &Photograph::path);
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
    if (is_folder(word)) {
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
