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

  /// What names the study on a command line and in messages, without a password: its folder where
  /// that is here, else the URL.
  std::string name() const;
};

/// A study that is to be made. `word`: its folder, with study.db in it, or a PostgreSQL URL
/// (study_url.h), with its files in `folder` (empty: runs/STUDY). UsageError: `folder` beside a
/// folder; an empty word; another kind of URL.
StudyLocation new_study_location(const std::string& word, const std::filesystem::path& folder = {});

/// The study whose files are in `folder`; nothing if there is none. The database is study.db, or
/// what study.url names. Error: study.url holds no PostgreSQL URL.
std::optional<StudyLocation> study_in(const std::filesystem::path& folder);

/// The folder's study.url leads to the study of `url`.
bool leads_to(const std::filesystem::path& folder, const std::string& url);

/// The one rule for what a user calls a study: a PostgreSQL URL; a study folder or the study.db in
/// it; or, where there is nothing of that name and it is one word, the study of that name under
/// ./runs. A URL's files are where the study says, or in `folder`; they need not be on this
/// machine. Error: there is none, with what there is.
StudyLocation find_study(const std::string& word, const std::filesystem::path& folder = {},
                         const Access& access = {});

/// `word` (with a ":TRIAL" behind it, or without), as it names the same study from any folder.
std::string absolute_word(const std::string& word);

/// Error where the study's files are not on this machine: a path that only its database names may
/// be anything here, and is believed if a study.url in it leads back.
void require_files(const StudyLocation& location);

/// find_study() for what needs the study's files, which must be here, or in `folder`.
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

/// Error where the database of a new study exists on its server already; one in a folder is found
/// with the folder.
void refuse_existing_database(const StudyLocation& location);

/// Makes the database, and the way from it to the folder and back. Error if there is one.
std::unique_ptr<Storage> create_storage(const StudyLocation& location, const StudyInfo& info);
/// For a study that did not come about: removes the folder with all in it, which was put there just
/// now, and undoes create_storage() where that was done. Does not throw.
void discard(const StudyLocation& location, bool database_was_made);
std::unique_ptr<Storage> open_storage(const std::string& database, const Access& access = {});

}  // namespace efs::study
