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

bool is_hidden(const fs::path& name) { return name.string().starts_with('.'); }

/// The pictures in and below one folder.
class FolderWalk {
 public:
  FolderWalk(const fs::path& root, Photographs& result) : result_(result) {
    pending_.push_back({root, {}});
    // What stands in the folder itself comes before what links lead to, so that a photograph is
    // named by its own place where it has one here.
    while (!pending_.empty() || !links_.empty()) {
      auto& queue = pending_.empty() ? links_ : pending_;
      const Photograph folder = queue.back();
      queue.pop_back();
      visit(folder);
    }
    std::sort(found_.begin(), found_.end(),
              [](const Photograph& a, const Photograph& b) { return a.path < b.path; });
  }

  std::vector<Photograph> found() { return std::move(found_); }

 private:
  void visit(const Photograph& folder) {
    std::error_code error;
    const fs::path real = fs::canonical(folder.path, error);
    if (!error && !seen_.insert(real).second) return;
    fs::directory_iterator entries(folder.path, error);
    while (!error && entries != fs::directory_iterator()) {
      add(*entries, folder.name);
      entries.increment(error);
    }
    if (error) {
      result_.unread_folders.push_back(
          fmt::format("cannot read the folder {}: {}", folder.path.string(), error.message()));
    }
  }

  void add(const fs::directory_entry& entry, const fs::path& below) {
    const fs::path file = entry.path().filename();
    const bool folder = is_folder(entry.path());
    if (!folder && !data::has_image_suffix(file)) return;
    if (is_hidden(file)) {
      ++result_.hidden;
      return;
    }
    if (!folder) {
      found_.push_back({entry.path(), below / file});
      return;
    }
    std::error_code error;
    (entry.is_symlink(error) ? links_ : pending_).push_back({entry.path(), below / file});
  }

  Photographs& result_;
  std::vector<Photograph> pending_, links_, found_;
  std::set<fs::path> seen_;
};

/// One photograph however its folder is named; links to files are photographs of their own.
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
      found = FolderWalk(word, result).found();
      if (found.empty() && result.unread_folders.empty()) {
        fail("there are no images in {}{}", word.string(),
             result.hidden > 0 ? "; names that begin with a point are left out" : "");
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
