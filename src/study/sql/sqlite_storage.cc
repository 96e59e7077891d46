#include <fcntl.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <functional>

#include "core/error.h"
#include "core/files/file_identity.h"
#include "core/files/scratch_folder.h"
#include "study/sql/schema.h"
#include "study/sql/soci.h"
#include "study/sql/sql_rows.h"
#include "study/sql/sql_storage.h"
#include "study/storage.h"

namespace efs::study {
namespace {

// A writer holds the lock for milliseconds; longer waits mean that something is wrong.
constexpr int kBusyTimeoutS = 60;

std::string explain_sqlite(const soci::soci_error& error) {
  const auto* detail = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
  const std::string message = error.get_error_message();
  switch (detail == nullptr ? SQLITE_ERROR : detail->result() & 0xff) {
    case SQLITE_NOTADB:
      return "this is no study: it is not an SQLite file; name the study.db of a study folder";
    case SQLITE_CORRUPT:
      return fmt::format(
          "the file is damaged ({}); restore it from a copy, or save what is left with sqlite3's "
          ".recover",
          message);
    case SQLITE_FULL:
      return "the disk is full; free some space and resume the study: all that was reported before "
             "is safe";
    case SQLITE_IOERR:
      return fmt::format(
          "the file cannot be read or written ({}); is the disk full, over quota or "
          "gone? All that was reported before is safe",
          message);
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return fmt::format(
          "the file cannot be opened or written here ({}); SQLite needs write "
          "access to it and its folder: change their permissions, or copy the "
          "study to a folder of your own",
          message);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fmt::format(
          "another program has kept the file locked for {} s; end that program and "
          "try again",
          kBusyTimeoutS);
    default:
      return message;
  }
}

/// connect() waits for locks itself.
Retry retry_sqlite(const soci::soci_error& /*error*/) { return Retry::kNo; }

const Dialect kSqlite{
    .begin_read = "BEGIN",
    .begin_write = "BEGIN IMMEDIATE",
    .row_lock = "",
    .free_row_lock = "",
    .now_s = "(julianday('now') - 2440587.5) * 86400.0",
    .explain = explain_sqlite,
    .retry = retry_sqlite,
};

/// Connects to a file that exists.
std::unique_ptr<soci::session> connect(const std::string& path) {
  if (path.find('"') != std::string::npos) {
    fail("{}: a study's path must not contain quotation marks; rename the folder", path);
  }
  return std::make_unique<soci::session>(
      soci::sqlite3, fmt::format("dbname=\"{}\" timeout={}", path, kBusyTimeoutS));
}

/// Makes the empty file, which must not exist.
void reserve(const std::string& path) {
  std::error_code error;
  const fs::path folder = fs::path(path).parent_path();
  if (!folder.empty()) fs::create_directories(folder, error);
  if (error) fail("{}: the folder cannot be made: {}", path, error.message());
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (descriptor < 0 && errno == EEXIST) {
    fail("{}: this study exists already; go on with it (--resume) or choose another name", path);
  }
  if (descriptor < 0) fail("{}: the study cannot be made: {}", path, std::strerror(errno));
  ::close(descriptor);
}

void remove_files(const std::string& path) {
  for (const char* suffix : {"", "-wal", "-shm"}) ::unlink((path + suffix).c_str());
}

void create_tables(soci::session& sql, const StudyInfo& info) {
  std::string mode;
  sql << "PRAGMA journal_mode=WAL", soci::into(mode);
  if (mode != "wal") {
    fail(
        "the file system cannot keep a write-ahead log (a network drive?); choose a folder on a "
        "local disk");
  }
  Transaction transaction(sql, kSqlite.begin_write);
  schema::upgrade(sql, 0);
  rows::insert_study(sql, info);
  transaction.commit();
}

/// Refuses a foreign or newer database; brings an older one up to date.
void prepare(soci::session& sql) {
  int tables = 0;
  int versions = 0;
  const std::string version_table = schema::kVersionTable;
  int strange = 0;
  sql << "SELECT COUNT(*), COALESCE(SUM(name = :name), 0) FROM sqlite_master WHERE type = 'table'",
      soci::use(version_table, "name"), soci::into(tables), soci::into(versions);
  sql << "SELECT COUNT(*) FROM sqlite_master WHERE type NOT IN ('table', 'index')"
         " OR sql LIKE 'CREATE VIRTUAL%'",
      soci::into(strange);
  if (tables == 0) {
    fail("the file is empty: making the study was interrupted; delete it and start again");
  }
  if (versions == 0) {
    fail("this is an SQLite file but no study of efs; name the study.db of a study folder");
  }
  if (strange > 0) {
    fail(
        "it holds views or triggers, which efs never makes and which can run without an end; do "
        "not trust this file");
  }
  schema::bring_up_to_date(sql, kSqlite.begin_write);
}

/// Throws an Error when the file that was opened no longer has this name.
std::function<void()> still_there(const std::string& path) {
  return [opened = FileIdentity(path)] {
    if (opened.now() == FileIdentity::Now::kSame) return;
    fail(
        "it was removed or replaced while it was in use; what has been written since is lost. Put "
        "it back, or begin again with another --study");
  };
}

/// For a file system that can only be read, where SQLite cannot keep its log.
std::unique_ptr<soci::session> open_copy(const std::string& path) {
  const ScratchFolder scratch("study");
  const std::string copy = scratch.file("study.db").string();
  fs::copy_file(path, copy);
  if (fs::exists(path + "-wal")) fs::copy_file(path + "-wal", copy + "-wal");
  fs::permissions(copy, fs::perms::owner_write, fs::perm_options::add);
  auto session = connect(copy);
  // One file, which stays open when the folder is gone.
  std::string mode;
  *session << "PRAGMA journal_mode=DELETE", soci::into(mode);
  prepare(*session);
  *session << "PRAGMA query_only=ON";
  return session;
}

bool cannot_be_written(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  return ::access(path.c_str(), W_OK) != 0 ||
         ::access(folder.empty() ? "." : folder.c_str(), W_OK) != 0;
}

}  // namespace

std::unique_ptr<Storage> create_sqlite_storage(const std::string& path, const StudyInfo& info) {
  reserve(path);
  try {
    return named(path, kSqlite, [&] {
      auto session = connect(path);
      create_tables(*session, info);
      return make_sql_storage(std::move(session), kSqlite, path, still_there(path));
    });
  } catch (...) {
    remove_files(path);
    throw;
  }
}

std::unique_ptr<Storage> open_sqlite_storage(const std::string& path) {
  if (!fs::is_regular_file(path)) {
    fail("{}: there is no such study; 'efs search' makes one", path);
  }
  return named(path, kSqlite, [&] {
    try {
      auto session = connect(path);
      prepare(*session);
      return make_sql_storage(std::move(session), kSqlite, path, still_there(path));
    } catch (const soci::soci_error&) {
      if (!cannot_be_written(path)) throw;
    }
    return make_sql_storage(open_copy(path), kSqlite, path);
  });
}

}  // namespace efs::study
