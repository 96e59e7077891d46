#include "study/location/study_location.h"

#include <algorithm>

#include "core/error.h"
#include "core/files/files.h"
#include "core/text/outside_text.h"
#include "core/text/spelling.h"
#include "study/location/study_url.h"
#include "study/notes.h"

namespace efs::study {
namespace {

constexpr const char* kDatabaseFile = "study.db";
constexpr const char* kUrlFile = "study.url";  // one line
constexpr std::size_t kLongestUrl = 4096;
constexpr const char* kRuns = "runs";

// Links that lead nowhere, or round in a ring, are not there.
bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}
bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}
bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::symlink_status(path, error).type() != fs::file_type::not_found;
}

std::string in_file(const fs::path& folder) { return (folder / kDatabaseFile).string(); }

std::string url_in(const fs::path& file) {
  std::string url = read_file(file, kLongestUrl);
  while (!url.empty() && (url.back() == '\n' || url.back() == '\r')) url.pop_back();
  if (!is_postgres_url(url)) {
    fail("{} does not hold the URL of a study in PostgreSQL, so this folder leads to none",
         file.string());
  }
  return url;
}

void refuse_word(const std::string& word) {
  if (word.empty()) {
    fail_usage(
        "which study? an empty word names none (is a shell variable unset?); give a folder, or "
        "postgresql://HOST/DATABASE/STUDY");
  }
  if (is_foreign_url(word)) {
    fail_usage("'{}' names no study; write a folder, or postgresql://HOST/DATABASE/STUDY",
               printable(word.substr(0, word.find(':'))) + ":...");
  }
}

StudyLocation location_at(const std::string& url, const fs::path& folder, const Access& access) {
  if (!folder.empty()) return {folder, url};
  return {open_postgres_storage(url, access)->note(note::kFolder.key).value_or(""), url};
}

/// The folders that `word` may name; the first that is a study counts.
std::vector<fs::path> candidates(const std::string& word) {
  fs::path path(word);
  if (path.filename().empty() && path.has_parent_path()) path = path.parent_path();
  if (path.filename() == kDatabaseFile && is_file(path)) {
    return {path.has_parent_path() ? path.parent_path() : fs::path(".")};
  }
  if (is_there(path) || word.find('/') != std::string::npos) return {path};
  return {path, fs::path(kRuns) / path};
}

[[noreturn]] void refuse_unknown(const std::string& word) {
  const fs::path path = candidates(word).front();
  const bool in_runs = word.find('/') == std::string::npos && study_in(fs::path(kRuns) / path);
  const std::string hint =
      in_runs ? fmt::format("; the study of that name is {}/{}", kRuns, path.string()) : "";
  if (is_folder(path)) {
    fail("{} is no study folder: there is no {} in it{}", path.string(), kDatabaseFile, hint);
  }
  if (is_there(path)) fail("{} is no study folder, nor the study.db of one{}", path.string(), hint);
  std::vector<std::string> names;
  for (const auto& location : list_studies(kRuns).studies) {
    names.push_back(location.folder.filename().string());
  }
  if (names.empty()) {
    fail("there is no study {}, and none under ./{}; `efs search` begins one", printable(word),
         kRuns);
  }
  fail("{}", unknown_name_message("study", word, names));
}

}  // namespace

std::string StudyLocation::name() const {
  if (!is_postgres_url(database)) return folder.string();
  return leads_to(folder, database) ? folder.string() : PostgresUrl(database).shown();
}

StudyLocation new_study_location(const std::string& word, const fs::path& folder) {
  refuse_word(word);
  if (is_foreign_url(folder.string())) refuse_word(folder.string());
  if (is_postgres_url(folder.string())) {
    fail_usage("--folder names a folder; the URL is for --study");
  }
  if (is_postgres_url(word)) {
    const PostgresUrl url(word);
    return {folder.empty() ? fs::path(kRuns) / url.study() : folder, word};
  }
  if (!folder.empty()) {
    fail_usage("--folder is for a study in PostgreSQL; {} is a folder itself", word);
  }
  return {word, in_file(word)};
}

std::optional<StudyLocation> study_in(const fs::path& folder) {
  if (is_file(folder / kDatabaseFile)) return StudyLocation{folder, in_file(folder)};
  if (!is_file(folder / kUrlFile)) return std::nullopt;
  return StudyLocation{folder, url_in(folder / kUrlFile)};
}

bool leads_to(const fs::path& folder, const std::string& url) {
  try {
    const auto location = study_in(folder);
    return location && is_postgres_url(location->database) &&
           PostgresUrl(location->database).is_same_study(PostgresUrl(url));
  } catch (const Error&) {
    return false;  // what is there is no study of ours
  }
}

StudyLocation find_study(const std::string& word, const fs::path& folder, const Access& access) {
  refuse_word(word);
  if (is_postgres_url(word)) return location_at(word, folder, access);
  for (const fs::path& path : candidates(word)) {
    auto location = study_in(path);
    if (!location) continue;
    if (!folder.empty() && !is_postgres_url(location->database)) {
      fail_usage("--folder is for a study in PostgreSQL; {} is a folder itself", word);
    }
    if (!folder.empty()) location->folder = folder;
    return *location;
  }
  refuse_unknown(word);
}

std::string absolute_word(const std::string& word) {
  const auto colon = word.rfind(':');
  const bool has_trial = colon != std::string::npos && colon + 1 < word.size() &&
                         word.find_first_not_of("0123456789", colon + 1) == std::string::npos;
  const std::string folder = has_trial ? word.substr(0, colon) : word;
  const auto paths = candidates(folder);
  const auto study = std::ranges::find_if(paths, [](const fs::path& path) {
    return is_file(path / kDatabaseFile) || is_file(path / kUrlFile);
  });
  const fs::path named = study == paths.end() ? fs::path(folder) : *study;
  return fs::absolute(named).lexically_normal().string() + word.substr(folder.size());
}

void require_files(const StudyLocation& location) {
  if (!is_folder(location.folder)) {
    fail(
        "{}: the study's files are in {}, which is not on this machine; mount it there, or give "
        "the folder with --folder",
        location.name(), printable(location.folder.string()));
  }
  if (!is_postgres_url(location.database) || leads_to(location.folder, location.database)) return;
  fail(
      "{}: the database says that the study's files are in {}, but no study.url there leads to it, "
      "so it may be something else on this machine; give the folder itself, or --folder",
      location.name(), printable(location.folder.string()));
}

StudyLocation find_study_files(const std::string& word, const fs::path& folder,
                               const Access& access) {
  StudyLocation location = find_study(word, folder, access);
  if (folder.empty()) {
    require_files(location);
  } else if (!is_folder(folder)) {
    fail("--folder {}: there is no such folder", folder.string());
  }
  return location;
}

StudyList list_studies(const fs::path& runs) {
  StudyList list;
  std::error_code error;
  fs::directory_iterator entry(runs, error);
  if (error && error != std::errc::no_such_file_or_directory) {
    list.unreadable.push_back({runs, error.message()});
  }
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    if (!is_folder(entry->path())) continue;
    try {
      if (auto location = study_in(entry->path())) list.studies.push_back(std::move(*location));
    } catch (const Error& reason) {
      list.unreadable.push_back({entry->path(), reason.what()});
    }
  }
  std::ranges::sort(list.studies, {}, &StudyLocation::folder);
  std::ranges::sort(list.unreadable, {}, &StudyList::Unreadable::folder);
  return list;
}

void refuse_existing_database(const StudyLocation& location) {
  if (is_postgres_url(location.database)) refuse_existing_postgres_storage(location.database);
}

std::unique_ptr<Storage> create_storage(const StudyLocation& location, const StudyInfo& info) {
  if (!is_postgres_url(location.database)) return create_sqlite_storage(location.database, info);
  auto storage = create_postgres_storage(location.database, info);
  storage->set_note(note::kFolder.key, fs::absolute(location.folder).lexically_normal().string());
  // Without the password: the folder is for others to read.
  write_file_atomically(location.folder / kUrlFile, PostgresUrl(location.database).shown() + "\n");
  return storage;
}

void discard(const StudyLocation& location, bool database_was_made) {
  try {
    if (database_was_made && is_postgres_url(location.database)) {
      drop_postgres_storage(location.database);
    }
  } catch (const Error&) {
    // The first error is told.
  }
  std::error_code ignored;
  fs::remove_all(location.folder, ignored);
}

std::unique_ptr<Storage> open_storage(const std::string& database, const Access& access) {
  return is_postgres_url(database) ? open_postgres_storage(database, access)
                                   : open_sqlite_storage(database);
}

}  // namespace efs::study
