// postgresql://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE/STUDY[?OPTIONS], as libpq writes it with the
// study's name behind the database's.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace efs::study {

/// postgresql:// or postgres://
bool is_postgres_url(const std::string& text);

/// WORD:// with a word that is no PostgreSQL's, or a database's "sqlite:": nobody means a folder.
bool is_foreign_url(const std::string& text);

class PostgresUrl {
 public:
  /// UsageError, which never shows the text where there may be a password in it: no study, a name
  /// with other characters than letters, digits, '_', '-', or longer than 48 of them, or characters
  /// that are not percent-encoded and would be read otherwise than they are meant.
  explicit PostgresUrl(const std::string& text);

  /// Decoded; empty without one.
  const std::string& password() const { return password_; }
  const std::string& study() const { return study_; }
  /// The name space of its tables.
  std::string schema() const { return "efs_" + study_; }
  /// For libpq: finds the study's tables without naming their schema, after a reconnection too;
  /// with a limit on how long it waits for a server that says nothing. `from_environment` false:
  /// PGPASSWORD is not sent (a password of ~/.pgpass is for one server, and may be).
  std::string connection(bool from_environment = true) const;
  /// The same without any password: for messages, for study.url, and to be given to a command.
  std::string shown() const;
  /// Whether both lead to one study, as far as the texts tell: host, port, database and study.
  bool is_same_study(const PostgresUrl& other) const;

 private:
  using Option = std::pair<std::string, std::string>;  // percent-encoded

  void take_options(const std::string& text);
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
