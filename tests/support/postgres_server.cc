#include "support/postgres_server.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "support/free_port.h"

namespace efs::testing {
namespace {

namespace fs = std::filesystem;

/// Debian keeps the programs of each version apart.
std::string programs() {
  for (int version = 20; version >= 12; --version) {
    const std::string folder = "/usr/lib/postgresql/" + std::to_string(version) + "/bin";
    if (fs::exists(folder + "/initdb")) return folder;
  }
  throw std::runtime_error("no PostgreSQL server here; install postgresql-15");
}

}  // namespace

PostgresServer::PostgresServer() : port_(free_port()) {
  fs::permissions(folder_.path(), fs::perms::all);  // the server refuses to run as root
  const std::string data = (folder_ / "data").string();
  run("initdb --no-sync -A trust -U efs -D " + data);
  std::ofstream(folder_ / "settings") << "listen_addresses = '127.0.0.1'\nport = " << port_
                                      << "\nunix_socket_directories = ''\nmax_connections = 60\n";
  run("-c 'cat " + (folder_ / "settings").string() + " >> " + data + "/postgresql.conf'");
  start();
}

PostgresServer::~PostgresServer() {
  try {
    stop();
  } catch (const std::exception&) {
    // It had stopped already.
  }
  // Its files are another user's.
  try {
    run("-c 'rm -rf " + (folder_ / "data").string() + "'");
  } catch (const std::exception&) {
    // The folder stays behind.
  }
}

void PostgresServer::start() {
  run("pg_ctl -w -D " + (folder_ / "data").string() + " -l " + (folder_ / "data/log").string() +
      " start");
}

void PostgresServer::stop() {
  run("pg_ctl -w -m fast -D " + (folder_ / "data").string() + " stop");
}

void PostgresServer::query(const std::string& sql) const {
  std::ofstream(folder_ / "query.sql") << sql;
  run("psql -q -v ON_ERROR_STOP=1 -f " + (folder_ / "query.sql").string() + " " + url());
}

std::string PostgresServer::url() const {
  return "postgresql://efs@127.0.0.1:" + std::to_string(port_) + "/postgres";
}

void PostgresServer::run(const std::string& command) const {
  const bool shell = command.starts_with("-c ");
  std::string line = shell ? "sh " + command : programs() + "/" + command;
  if (::geteuid() == 0) line = "setpriv --reuid=postgres --regid=postgres --clear-groups " + line;
  const fs::path output = folder_ / "output";
  line = "cd / && " + line + " > " + output.string() + " 2>&1 < /dev/null";
  if (std::system(line.c_str()) == 0) return;
  std::ifstream said(output);
  throw std::runtime_error(command + ": " + std::string(std::istreambuf_iterator<char>(said), {}));
}

}  // namespace efs::testing
