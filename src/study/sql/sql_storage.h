// Storage on any SQL database that SOCI speaks to.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "study/storage.h"

namespace soci {
class session;
class soci_error;
}  // namespace soci

namespace efs::study {

/// What to do about an error of the database.
enum class Retry {
  kNo,
  kAgain,      // the transaction was rolled back for another's sake
  kReconnect,  // the server is gone, for a while
};

/// Where databases differ.
struct Dialect {
  /// Begins a transaction that sees one state of the database and makes no writer wait.
  std::string begin_read;
  /// Begins a transaction that writes, alone or with row locks.
  std::string begin_write;
  /// Ends a query for a row that the transaction will change ("" or " FOR UPDATE").
  std::string row_lock;
  /// The same, for any row that no other transaction has locked.
  std::string free_row_lock;
  /// The database's time as an SQL expression, in seconds since the epoch.
  std::string now_s;
  /// What went wrong and what to do, for people; does not name the database.
  std::string (*explain)(const soci::soci_error& error);
  Retry (*retry)(const soci::soci_error& error);
};

/// `name`: the database, for messages. The schema must be there already. `before_each_write` is
/// called before every transaction that writes; what it throws names the database.
std::unique_ptr<Storage> make_sql_storage(
    std::unique_ptr<soci::session> session, const Dialect& dialect, const std::string& name,
    std::function<void()> before_each_write = [] {});

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
