// The tables of a study, and how older ones are brought up to date. A persistent format: a
// migration that has been released is never changed, only followed by another.
#pragma once

#include <string>
#include <vector>

namespace soci {
class session;
}

namespace efs::study::schema {

/// Statements that lead from version i to i + 1, for i = 0 (no tables), 1, ... Plain SQL that
/// SQLite and PostgreSQL both run.
using Migrations = std::vector<std::vector<std::string>>;
const Migrations& migrations();

/// Brings a database at `version` (0: empty) to the newest version, within the caller's
/// transaction. Nothing to do when it is there already.
void upgrade(soci::session& sql, int version, const Migrations& steps = migrations());

/// The version of a database that has the table of versions.
int stored_version(soci::session& sql);
/// The name of that table.
extern const char* const kVersionTable;

/// Error that says what to do if a database is newer than this program.
void refuse_newer(int version, int newest);

}  // namespace efs::study::schema
