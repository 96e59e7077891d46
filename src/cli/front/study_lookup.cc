#include "cli/front/study_lookup.h"

#include <algorithm>

#include "cli/config/report_source.h"
#include "core/error.h"
#include "core/spelling.h"

namespace efs::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRuns = "runs";
constexpr const char* kDatabase = "study.db";

bool is_study(const fs::path& folder) { return fs::exists(folder / kDatabase); }

}  // namespace

fs::path find_study(const std::string& word) {
  fs::path path(word);
  if (path.filename().empty() && path.has_parent_path()) path = path.parent_path();
  if (path.filename() == kDatabase && fs::is_regular_file(path)) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
  }
  if (is_study(path)) return path;
  if (is_study(fs::path(kRuns) / path)) return fs::path(kRuns) / path;
  if (fs::is_directory(path)) {
    fail("{} is no study folder: there is no {} in it", path.string(), kDatabase);
  }
  std::vector<std::string> names;
  for (const fs::path& folder : list_studies(kRuns)) names.push_back(folder.filename().string());
  if (names.empty()) {
    fail("there is no study {}, and none under ./{}; `efs search` begins one", word, kRuns);
  }
  fail("{}", unknown_name_message("study", word, names));
}

std::vector<fs::path> list_studies(const fs::path& runs) {
  std::vector<fs::path> folders;
  if (!fs::is_directory(runs)) return folders;
  for (const fs::directory_entry& entry : fs::directory_iterator(runs)) {
    if (entry.is_directory() && is_study(entry.path())) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

report::ReportSource read_study(const fs::path& folder) {
  const auto storage = study::open_sqlite_storage((folder / kDatabase).string());
  return report_source(*storage, folder);
}

}  // namespace efs::cli
