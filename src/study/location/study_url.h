// postgresql://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE/STUDY[?OPTIONS], as libpq writes it with the
// study's name behind the database's.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace efs::study {

/// postgresql:// or postgres://
bool is_postgres_url(const std::string& text);

/// "WORD://" with another word than PostgreSQL's, or "sqlite:" and the like: no user means a folder
/// by that.
bool is_foreign_url(const std::string& text);

class PostgresUrl {
 public:
  /// UsageError, which never shows a text that may hold a password: no study, a name with other
  /// characters than letters, digits, '_', '-', or longer than 48 of them, or a character that must
  /// be percent-encoded and is not.
  explicit PostgresUrl(const std::string& text);

  /// Decoded; empty without one.
  const std::string& password() const { return password_; }
  const std::string& study() const { return study_; }
  /// The schema of its tables.
  std::string schema() const { return "efs_" + study_; }
  /// For libpq: sets the search path, so that statements need not name the study's schema, also
  /// after a reconnection; limits how long it waits for a silent server. `from_environment` false:
  /// PGPASSWORD is not sent (a password in ~/.pgpass is for one server, so it may be).
  std::string connection(bool from_environment = true) const;
  /// The URL without any password: for messages, for study.url and for commands.
  std::string shown() const;
  /// Whether both name one study, as far as the texts tell: host, port, database and study.
  bool is_same_study(const PostgresUrl& other) const;

 private:
  using Option = std::pair<std::string, std::string>;  // percent-encoded

  void take_options(const std::string& text);
  std::string base() const;                           // up to the database
  std::string option(const std::string& name) const;  // decoded; empty without it

  std::string scheme_;
  std::string user_;   // as written
  std::string hosts_;  // "HOST:PORT", or several with commas; may be empty
  std::string database_;
  std::string study_;
  std::string password_;
  std::vector<Option> options_;  // without passwords
};

}  // namespace efs::study
