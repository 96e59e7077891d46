// A study's folder, with its files, and its database, which lies in the folder or on a server.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "study/storage.h"

namespace efs::study {

struct StudyLocation {
  std::filesystem::path folder;
  /// FOLDER/study.db, or a PostgreSQL URL.
  std::string database;

  /// The study's name on a command line and in messages, without a password: its folder where that
  /// is here, else the URL.
  std::string name() const;
};

/// Where a new study will be. `word`: its folder, with study.db in it, or a PostgreSQL URL
/// (study_url.h), with its files in `folder` (empty: runs/STUDY). UsageError: `folder` beside a
/// folder; an empty word; another kind of URL.
StudyLocation new_study_location(const std::string& word, const std::filesystem::path& folder = {});

/// The study whose files are in `folder`; nothing if there is none. The database is study.db, or
/// what study.url names. Error: study.url holds no PostgreSQL URL.
std::optional<StudyLocation> study_in(const std::filesystem::path& folder);

/// The folder's study.url leads to the study of `url`.
bool leads_to(const std::filesystem::path& folder, const std::string& url);

/// The study that a user names by a PostgreSQL URL; a study folder or the study.db in it; or, where
/// nothing has that name and it is one word, by the name of a study under ./runs. A URL's files are
/// where the study says, or in `folder`; they need not be on this machine. Error: there is none;
/// the message lists the studies that there are.
StudyLocation find_study(const std::string& word, const std::filesystem::path& folder = {},
                         const Access& access = {});

/// `word`, with or without ":TRIAL" at its end, changed so that it names the same study from any
/// folder.
std::string absolute_word(const std::string& word);

/// Error unless the study's files are on this machine: a path that only its database names could be
/// anything here, so it counts only if a study.url in it leads back.
void require_files(const StudyLocation& location);

/// find_study() for commands that need the study's files: they must be here, or in `folder`.
StudyLocation find_study_files(const std::string& word, const std::filesystem::path& folder = {},
                               const Access& access = {});

/// A folder of studies, as far as it can be read.
struct StudyList {
  struct Unreadable {
    std::filesystem::path folder;
    std::string reason;
  };
  std::vector<StudyLocation> studies;  // by name
  std::vector<Unreadable> unreadable;
};
/// Empty where there is no such folder.
StudyList list_studies(const std::filesystem::path& runs);

/// Error where the server already has the database of a new study. A database in a folder is found
/// with the folder.
void refuse_existing_database(const StudyLocation& location);

/// Makes the database, and lets it and the folder name each other. Error if it exists.
std::unique_ptr<Storage> create_storage(const StudyLocation& location, const StudyInfo& info);
/// After a failed creation: removes the new folder with everything in it, and undoes
/// create_storage() if that was done. Does not throw.
void discard(const StudyLocation& location, bool database_was_made);
std::unique_ptr<Storage> open_storage(const std::string& database, const Access& access = {});

}  // namespace efs::study
