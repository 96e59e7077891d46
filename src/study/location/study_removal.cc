#include "study/location/study_removal.h"

#include <fnmatch.h>

#include <algorithm>

#include "core/error.h"
#include "core/files/user_files.h"
#include "core/text/outside_text.h"
#include "core/text/shell_words.h"
#include "study/location/study_lock.h"
#include "study/location/study_url.h"
#include "study/notes.h"

namespace efs::study {
namespace {

/// Everything that this program puts into a study's folder (docs/study.md), as shell patterns. The
/// files that lead to the study are deleted last, so that an interrupted deletion can be repeated.
struct Own {
  const char* folder;  // within the study's
  std::vector<const char*> patterns;
  bool last = false;
};
const std::vector<Own>& own_files() {
  static const std::vector<Own> table{
      {"best", {"model.onnx", "model.pt", "model.json", "validation.csv"}},
      {"plots/overlays", {"[0-9]*.jpg", "[0-9]*.png"}},
      {"plots", {"*.svg", "overlays.json", "augmentation-*.jpg", "overlays"}},
      {"trials", {"[0-9][0-9][0-9][0-9]*", "*.onnx", "*.pt"}},
      {"packed", {"*.efspack"}},
      {"slurm", {"worker.sh", "*.log"}},
      {"",
       {"study.yaml", "results.csv", "leaderboard.csv", "report.html", "best", "plots", "trials",
        "packed", "slurm"}},
      {"", {"study.db", "study.db-*", "study.url", "study.lock", "workers.lock"}, true},
  };
  return table;
}

bool fits(const std::string& name, const Own& own) {
  return std::ranges::any_of(own.patterns, [&](const char* pattern) {
    // Also the temporary file that a kill leaves behind.
    return ::fnmatch(pattern, name.c_str(), 0) == 0 ||
           ::fnmatch((std::string(pattern) + ".tmp.*").c_str(), name.c_str(), 0) == 0;
  });
}

/// A link counts as a file: what it leads to is not looked at.
bool is_own_folder(const fs::path& path) {
  std::error_code error;
  return fs::symlink_status(path, error).type() == fs::file_type::directory;
}

void refuse_copy(const StudyLocation& location) {
  const fs::path original =
      open_postgres_storage(location.database)->note(note::kFolder.key).value_or("");
  if (original.empty() || is_same_file(original, location.folder)) return;
  if (!leads_to(original, location.database)) return;  // another machine's path
  fail(
      "{} is a copy: the study in {} has its files in {}; delete that one ({}), or only this copy "
      "by hand",
      location.folder.string(), PostgresUrl(location.database).shown(),
      printable(original.string()), shell_line({"efs", "study", "delete", original.string()}));
}

void refuse_working_folder(const fs::path& folder) {
  std::error_code error;
  const fs::path here = fs::current_path(error);
  if (error || !is_below(here, folder)) return;
  fail("{} is the working folder, or holds it; leave it (cd {}) and name the study from there",
       folder.string(), shell_word(folder.parent_path().string()));
}

/// Sorts the files in `folder` into those of `removal`.
void list_files(const fs::path& root, const fs::path& folder, Removal& removal) {
  std::vector<fs::path> names;
  for (const auto& entry : fs::directory_iterator(root / folder)) {
    names.push_back(entry.path().filename());
  }
  for (const fs::path& name : names) {
    const Own* found = nullptr;
    bool has_rows = false;  // of its own: its files are looked at one by one
    for (const Own& own : own_files()) {
      if (folder == own.folder && fits(name.string(), own)) found = &own;
      has_rows = has_rows || folder / name == own.folder;
    }
    if (found == nullptr) {
      removal.foreign.push_back(folder / name);
    } else if (has_rows && is_own_folder(root / folder / name)) {
      list_files(root, folder / name, removal);
      removal.files.push_back(folder / name);
    } else {
      (found->last ? removal.last : removal.files).push_back(folder / name);
    }
  }
}

[[noreturn]] void fail_removing(const fs::path& path, const std::error_code& error) {
  throw SystemError(
      fmt::format("cannot delete {}: {}; what is left of the study can be removed by hand",
                  path.string(), error.message()),
      error.value());
}

void remove_files(const fs::path& folder, const std::vector<fs::path>& names) {
  for (const fs::path& name : names) {
    std::error_code error;
    // Links are removed, and not followed. A folder in which something foreign is stays.
    const bool of_rows = std::ranges::any_of(
        own_files(), [&](const Own& own) { return *own.folder != '\0' && name == own.folder; });
    if (of_rows) {
      fs::remove(folder / name, error);
      if (error == std::errc::directory_not_empty) continue;
    } else {
      fs::remove_all(folder / name, error);
    }
    if (error) fail_removing(folder / name, error);
  }
}

/// The folder, unless there is something in it, and the link that led to it.
void remove_folder(const fs::path& folder, fs::path link) {
  std::error_code error;
  fs::remove(folder, error);
  if (error == std::errc::directory_not_empty) return;
  if (error) fail_removing(folder, error);
  if (link.filename().empty()) link = link.parent_path();
  if (fs::is_symlink(link, error)) fs::remove(link, error);
}

}  // namespace

Removal plan_removal(const StudyLocation& location) {
  Removal removal;
  if (is_postgres_url(location.database)) {
    removal.database = PostgresUrl(location.database).shown();
    if (location.folder.empty() || !leads_to(location.folder, location.database)) {
      removal.folder_stays = fmt::format(
          "{}, which the database names, is not this study's folder on this machine (no study.url "
          "in it leads to the study)",
          printable(location.folder.string()));
      if (location.folder.empty()) removal.folder_stays = "the database names no folder";
      return removal;
    }
    refuse_copy(location);
  }
  removal.folder = fs::canonical(location.folder);
  refuse_working_folder(removal.folder);
  list_files(removal.folder, "", removal);
  return removal;
}

void remove_study(const StudyLocation& location, const Removal& removal) {
  const bool on_server = is_postgres_url(location.database);
  if (removal.folder.empty()) {
    if (on_server) drop_postgres_storage(location.database);
    return;
  }
  const DeletionLock lock(removal.folder);
  Removal now;  // with the locks
  list_files(removal.folder, "", now);
  remove_files(removal.folder, now.files);
  if (on_server) drop_postgres_storage(location.database);
  remove_files(removal.folder, now.last);
  remove_folder(removal.folder, location.folder);
}

}  // namespace efs::study
