#include <soci/postgresql/soci-postgresql.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "core/clock.h"
#include "core/error.h"
#include "core/text/outside_text.h"
#include "study/location/study_url.h"
#include "study/sql/schema.h"
#include "study/sql/soci.h"
#include "study/sql/sql_rows.h"
#include "study/sql/sql_storage.h"
#include "study/storage.h"

namespace efs::study {
namespace {

constexpr std::size_t kLongestNotice = 500;
constexpr auto kBetweenConnections = std::chrono::milliseconds(250);

/// SQLSTATE of the error, five characters; empty where the server said nothing.
std::string sqlstate(const soci::soci_error& error) {
  const auto* detail = dynamic_cast<const soci::postgresql_soci_error*>(&error);
  if (detail == nullptr) return {};
  const std::string state = detail->sqlstate();
  return state.find_first_not_of(' ') == std::string::npos ? std::string() : state;
}

bool says(const soci::soci_error& error, std::initializer_list<const char*> words) {
  const std::string message = error.get_error_message();
  return std::ranges::any_of(
      words, [&](const char* word) { return message.find(word) != std::string::npos; });
}

// https://www.postgresql.org/docs/15/errcodes-appendix.html
Retry retry_postgres(const soci::soci_error& error) {
  const std::string state = sqlstate(error);
  if (state == "40001" || state == "40P01") return Retry::kAgain;  // serialization, deadlock
  if (state.starts_with("08") || state.starts_with("57P")) return Retry::kReconnect;
  // libpq's own words: no server answered, so there is no state. "FATAL" is an answer: a wrong
  // password does not get better by waiting, a server that starts does.
  if (says(error, {"FATAL"})) {
    const bool soon = says(error, {"the database system is", "terminating connection", "too many",
                                   "connection slots"});
    return soon ? Retry::kReconnect : Retry::kNo;
  }
  const bool gone =
      state.empty() &&
      says(error,
           {"server closed the connection", "no connection to the server", "connection to server",
            "Connection refused", "terminating connection", "could not receive data",
            "could not send data", "timeout expired", "could not translate host name"});
  return gone ? Retry::kReconnect : Retry::kNo;
}

std::string explain_postgres(const soci::soci_error& error) {
  const std::string state = sqlstate(error);
  std::string message = error.get_error_message();
  while (!message.empty() && (message.back() == '\n' || message.back() == ' ')) message.pop_back();
  if (state == "53100") {
    return "the server's disk is full; free some space and go on: all that was reported is safe";
  }
  if (state == "42501") {
    return fmt::format(
        "the database user may not do this ({}); to make studies it needs CREATE on the database",
        message);
  }
  if (says(error, {"does not exist"}) && says(error, {"database"})) {
    return fmt::format("{}; make it with `createdb`, or name another", message);
  }
  if (says(error, {"authentication", "no password supplied", "no pg_hba.conf entry"})) {
    return fmt::format("{}; give the password in the URL, in PGPASSWORD or in ~/.pgpass", message);
  }
  if (retry_postgres(error) == Retry::kReconnect) {
    return fmt::format(
        "the server does not answer ({}); is it running, and do host and port fit? All that was "
        "reported is safe",
        message);
  }
  return message;
}

const Dialect kPostgres{
    .begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    .begin_write = "BEGIN",
    .row_lock = " FOR UPDATE",
    .free_row_lock = " FOR UPDATE SKIP LOCKED",
    .now_s = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS DOUBLE PRECISION)",
    .explain = explain_postgres,
    .retry = retry_postgres,
};

/// libpq would write a server's words to standard error as they are.
void log_notices(soci::session& sql) {
  auto* backend = static_cast<soci::postgresql_session_backend*>(sql.get_backend());
  ::PQsetNoticeProcessor(
      backend->conn_,
      [](void* /*argument*/, const char* message) {
        std::string_view text(message);
        while (text.ends_with('\n')) text.remove_suffix(1);
        spdlog::warn("the server says: {}", printable(text, kLongestNotice));
      },
      nullptr);
}

std::unique_ptr<soci::session> connect(const PostgresUrl& url, const Access& access) {
  const std::string connection = url.connection(access.password_from_environment);
  const double start_s = now_s();
  while (true) {
    try {
      auto session = std::make_unique<soci::session>(soci::postgresql, connection);
      log_notices(*session);
      *session << "SET client_min_messages TO warning";
      return session;
    } catch (const soci::soci_error& error) {
      if (retry_postgres(error) != Retry::kReconnect) throw;
      if (now_s() - start_s > access.patience_s) throw;
    }
    std::this_thread::sleep_for(kBetweenConnections);
  }
}

/// Each study is a schema of its own, so that SQLite's statements run here unchanged.
bool exists(soci::session& sql, const PostgresUrl& url) {
  int count = 0;
  const std::string schema = url.schema(), table = schema::kVersionTable;
  sql << "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = :schema"
         " AND table_name = :table AND table_type = 'BASE TABLE'",
      soci::use(schema, "schema"), soci::use(table, "table"), soci::into(count);
  return count > 0;
}

void refuse_existing(soci::session& sql, const PostgresUrl& url) {
  if (!exists(sql, url)) return;
  fail("this study exists already; go on with it (--resume) or choose another name");
}

void create_tables(soci::session& sql, const PostgresUrl& url, const StudyInfo& info) {
  refuse_existing(sql, url);
  Transaction transaction(sql, kPostgres.begin_write);
  sql << "CREATE SCHEMA \"" + url.schema() + "\"";
  schema::upgrade(sql, 0);
  rows::insert_study(sql, info);
  transaction.commit();
}

void prepare(soci::session& sql, const PostgresUrl& url) {
  if (!exists(sql, url)) {
    fail("there is no such study; 'efs search --study {}' makes one", url.shown());
  }
  schema::bring_up_to_date(
      sql, kPostgres.begin_write,
      std::string("LOCK TABLE ") + schema::kVersionTable + " IN EXCLUSIVE MODE");
}

/// Connects, calls `body`, and names the study in what either throws.
template <typename Body>
std::unique_ptr<soci::session> connected(const PostgresUrl& url, const Access& access, Body body) {
  return named(url.shown(), kPostgres, [&] {
    auto session = connect(url, access);
    body(*session, url);
    return session;
  });
}

}  // namespace

std::unique_ptr<Storage> create_postgres_storage(const std::string& text, const StudyInfo& info) {
  const PostgresUrl url(text);
  auto session = connected(url, {}, [&](soci::session& sql, const PostgresUrl& parsed) {
    create_tables(sql, parsed, info);
  });
  return make_sql_storage(std::move(session), kPostgres, url.shown());
}

void refuse_existing_postgres_storage(const std::string& text) {
  connected(PostgresUrl(text), {}, refuse_existing);
}

std::unique_ptr<Storage> open_postgres_storage(const std::string& text, const Access& access) {
  const PostgresUrl url(text);
  return make_sql_storage(connected(url, access, prepare), kPostgres, url.shown());
}

void drop_postgres_storage(const std::string& text) {
  connected(PostgresUrl(text), {}, [](soci::session& sql, const PostgresUrl& url) {
    prepare(sql, url);  // refuses what is no study
    sql << "DROP SCHEMA \"" + url.schema() + "\" CASCADE";
  });
}

}  // namespace efs::study
