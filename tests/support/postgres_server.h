// A PostgreSQL server of the test's own: a fresh cluster in a temporary folder, on a free port of
// the loopback interface, gone when the object is.
#pragma once

#include <string>

#include "support/temporary_folder.h"

namespace efs::testing {

class PostgresServer {
 public:
  /// std::runtime_error with what the server's programs said, if it does not start.
  PostgresServer();
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  void start();
  /// As an administrator restarts it: connections are cut.
  void stop();
  /// Runs a statement in database `postgres`.
  void query(const std::string& sql) const;
  /// Of database `postgres`, to which a study's name is added.
  std::string url() const;

 private:
  /// Runs one of the server's programs as the user that may run it.
  void run(const std::string& command) const;

  TemporaryFolder folder_;
  int port_ = 0;
};

}  // namespace efs::testing
