// postgresql://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE/STUDY[?OPTIONS], as libpq writes it with the
// study's name behind the database's.
#pragma once

#include <string>

namespace efs::study {

/// postgresql:// or postgres://
bool is_postgres_url(const std::string& text);

class PostgresUrl {
 public:
  /// UsageError: no study in it, or a name with other characters than letters, digits, '_', '-', or
  /// longer than 48 of them.
  explicit PostgresUrl(const std::string& text);

  /// Empty without one; as written in the URL, so percent-encoded.
  std::string password() const;
  const std::string& study() const { return study_; }
  /// The name space of its tables.
  std::string schema() const { return "efs_" + study_; }
  /// For libpq: finds the study's tables without naming their schema, after a reconnection too.
  std::string connection() const;
  /// For messages: without the password.
  std::string shown() const;

 private:
  std::string server_;  // up to the database's name, with scheme
  std::string database_;
  std::string study_;
  std::string options_;  // behind the '?'
};

}  // namespace efs::study
