// A study's folder, with its files, and its database, which lies in the folder or on a server.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "study/storage.h"

namespace efs::study {

struct StudyPlace {
  std::filesystem::path folder;
  /// FOLDER/study.db, or a PostgreSQL URL.
  std::string database;
};

/// A study that is to be made. `word`: its folder, with study.db in it, or a PostgreSQL URL
/// (study_url.h), with its files in `folder` (empty: runs/STUDY). UsageError: `folder` beside a
/// folder.
StudyPlace new_place(const std::string& word, const std::filesystem::path& folder = {});

/// The study whose files are in `folder`; nothing if there is none. The database is study.db, or
/// what study.url names.
std::optional<StudyPlace> place_in(const std::filesystem::path& folder);

/// The study that a PostgreSQL URL names, with its files where the study says: they need not be on
/// this machine. Error: there is none.
StudyPlace place_at(const std::string& url);

/// The study that `word`, a folder or a URL, names; with a URL, its files are where the study says,
/// or in `folder`. Error: there is none, or its files are not on this machine.
StudyPlace existing_place(const std::string& word, const std::filesystem::path& folder = {});

/// Makes the database, and the way from it to the folder and back. Error if there is one.
std::unique_ptr<Storage> create_storage(const StudyPlace& place, const StudyInfo& info);
std::unique_ptr<Storage> open_storage(const std::string& database);
/// Deletes the database; the folder stays.
void drop_storage(const StudyPlace& place);

}  // namespace efs::study
