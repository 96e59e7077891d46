// The tables of a study, and how older ones are brought up to date. A persistent format: a
// migration that has been released is never changed, only followed by another.
#pragma once

#include <string>
#include <vector>

namespace soci {
class session;
}

namespace efs::study::schema {

/// Statements that lead from version i to i + 1, for i = 0 (no tables), 1, ... in plain SQL that
/// both SQLite and PostgreSQL run.
using Migrations = std::vector<std::vector<std::string>>;
const Migrations& migrations();

/// Brings a database at `version` (0: empty) to the newest version, within the caller's
/// transaction. Error: it is newer than that.
void upgrade(soci::session& sql, int version, const Migrations& steps = migrations());

/// The version in the database's table of versions.
int stored_version(soci::session& sql);
/// The name of that table.
extern const char* const kVersionTable;

/// upgrade() for a study that exists, in a transaction of its own that `begin` begins and `lock` (a
/// statement, or empty) keeps others out of. Error: the study is newer than this program.
void bring_up_to_date(soci::session& sql, const std::string& begin, const std::string& lock = "");

}  // namespace efs::study::schema
