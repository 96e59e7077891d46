#include "study/study_place.h"

#include "core/error.h"
#include "core/files.h"
#include "study/study_url.h"

namespace efs::study {
namespace fs = std::filesystem;
namespace {

constexpr const char* kDatabaseFile = "study.db";
constexpr const char* kUrlFile = "study.url";  // one line
constexpr const char* kFolderNote = "folder";

std::string in_file(const fs::path& folder) { return (folder / kDatabaseFile).string(); }

}  // namespace

StudyPlace new_place(const std::string& word, const fs::path& folder) {
  if (is_postgres_url(word)) {
    const PostgresUrl url(word);
    return {folder.empty() ? fs::path("runs") / url.study() : folder, word};
  }
  if (!folder.empty()) {
    fail_usage("--folder is for a study in PostgreSQL; {} is a folder itself", word);
  }
  return {word, in_file(word)};
}

std::optional<StudyPlace> place_in(const fs::path& folder) {
  if (fs::exists(folder / kDatabaseFile)) return StudyPlace{folder, in_file(folder)};
  if (!fs::exists(folder / kUrlFile)) return std::nullopt;
  std::string url = read_file(folder / kUrlFile);
  while (!url.empty() && url.back() == '\n') url.pop_back();
  return StudyPlace{folder, url};
}

StudyPlace place_at(const std::string& url) {
  return {open_postgres_storage(url)->note(kFolderNote).value_or(""), url};
}

StudyPlace existing_place(const std::string& word, const fs::path& folder) {
  if (!is_postgres_url(word)) {
    if (auto place = place_in(word)) return *place;
    fail("there is no study in {}; `efs search` begins one", word);
  }
  StudyPlace place = place_at(word);
  if (!folder.empty()) place.folder = folder;
  if (!fs::is_directory(place.folder)) {
    fail(
        "{}: the study's files are in {}, which is not on this machine; mount it there, or give "
        "the folder with --folder",
        PostgresUrl(word).shown(), place.folder.string());
  }
  return place;
}

std::unique_ptr<Storage> create_storage(const StudyPlace& place, const StudyInfo& info) {
  if (!is_postgres_url(place.database)) return create_sqlite_storage(place.database, info);
  auto storage = create_postgres_storage(place.database, info);
  storage->set_note(kFolderNote, fs::absolute(place.folder).lexically_normal().string());
  // Without the password: the folder is for others to read.
  write_file_atomically(place.folder / kUrlFile, PostgresUrl(place.database).shown() + "\n");
  return storage;
}

std::unique_ptr<Storage> open_storage(const std::string& database) {
  return is_postgres_url(database) ? open_postgres_storage(database)
                                   : open_sqlite_storage(database);
}

void drop_storage(const StudyPlace& place) {
  if (is_postgres_url(place.database)) return drop_postgres_storage(place.database);
  for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(place.database + suffix);
}

}  // namespace efs::study
