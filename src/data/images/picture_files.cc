#include "data/images/picture_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <system_error>

#include "data/images/image_name.h"

namespace efs::data {

namespace fs = std::filesystem;

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

std::vector<fs::path> entries_of(const fs::path& folder, Entries kind) {
  std::vector<fs::path> found;
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
    std::error_code unknown;
    const bool wanted = kind == Entries::kFolders ? entries->is_directory(unknown)
                                                  : entries->is_regular_file(unknown);
    if (wanted && !entries->path().filename().string().starts_with('.')) {
      found.push_back(entries->path());
    }
  }
  std::ranges::sort(found, {}, &fs::path::native);
  return found;
}

FoundFiles files_below(const fs::path& root,
                       const std::function<bool(const fs::path& name)>& wanted) {
  FoundFiles result;
  std::vector<FoundFile> pending{{root, {}}}, links;  // links come last
  std::set<fs::path> seen;
  while (!pending.empty() || !links.empty()) {
    auto& queue = pending.empty() ? links : pending;
    const FoundFile folder = queue.back();
    queue.pop_back();
    std::error_code error;
    const fs::path real = fs::canonical(folder.path, error);
    if (!error && !seen.insert(real).second) continue;
    fs::directory_iterator entries(folder.path, error);
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
      const fs::path path = entries->path(), file = path.filename();
      const bool leads_on = is_folder(path);
      if (!leads_on && !wanted(file)) continue;
      if (file.string().starts_with('.')) {
        ++result.hidden;
        continue;
      }
      std::error_code unknown;
      auto& list = !leads_on ? result.found : entries->is_symlink(unknown) ? links : pending;
      list.push_back({path, folder.name / file});
    }
    if (error) {
      result.unread_folders.push_back(
          fmt::format("cannot read the folder {}: {}", folder.path.string(), error.message()));
    }
  }
  std::ranges::sort(result.found, {}, &FoundFile::path);
  return result;
}

FoundFiles pictures_below(const fs::path& root) { return files_below(root, has_image_suffix); }

}  // namespace efs::data
