// Storage on any SQL database that SOCI speaks to.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/error.h"
#include "study/sql/soci.h"
#include "study/storage.h"

namespace efs::study {

/// The answer to an error of the database.
enum class Retry {
  kNo,
  kAgain,      // the transaction was rolled back because of another one
  kReconnect,  // the server is gone, for a while
};

/// The differences between databases.
struct Dialect {
  /// Begins a transaction that sees one state of the database and makes no writer wait.
  std::string begin_read;
  /// Begins a transaction that writes, alone or with row locks.
  std::string begin_write;
  /// End of a query for a row that the transaction will change ("" or " FOR UPDATE").
  std::string row_lock;
  /// End of a query for a row that no other transaction has locked.
  std::string free_row_lock;
  /// The database's time as an SQL expression, in seconds since the epoch.
  std::string now_s;
  /// The error and its cure, for people, without the database's name.
  std::string (*explain)(const soci::soci_error& error);
  Retry (*retry)(const soci::soci_error& error);
};

/// `name`: the database, for messages. The schema must exist. Every transaction that writes first
/// calls `before_each_write`, whose errors then name the database.
std::unique_ptr<Storage> make_sql_storage(
    std::unique_ptr<soci::session> session, const Dialect& dialect, const std::string& name,
    std::function<void()> before_each_write = [] {});

/// Runs body(), and names the database in what it throws.
template <typename Body>
auto named(const std::string& name, const Dialect& dialect, Body body) {
  try {
    return body();
  } catch (const soci::soci_error& error) {
    fail("{}: {}", name, dialect.explain(error));
  } catch (const Error& error) {
    fail("{}: {}", name, error.what());
  }
}

/// A transaction that is rolled back unless it was committed.
class Transaction {
 public:
  Transaction(soci::session& sql, const std::string& begin);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  soci::session& sql_;
  bool open_ = true;
};

}  // namespace efs::study
