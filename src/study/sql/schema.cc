#include "study/sql/schema.h"

#include "core/error.h"
#include "core/version.h"
#include "study/sql/soci.h"
#include "study/sql/sql_storage.h"

namespace efs::study::schema {

const char* const kVersionTable = "efs_schema";

const Migrations& migrations() {
  static const Migrations steps{
      {
          "CREATE TABLE efs_schema (version INTEGER NOT NULL)",
          "INSERT INTO efs_schema (version) VALUES (0)",
          // One row. seed holds the bits of an unsigned number; revision counts apply().
          "CREATE TABLE study (name TEXT NOT NULL, config_yaml TEXT NOT NULL,"
          " dataset_digest TEXT NOT NULL, program_version TEXT NOT NULL, seed BIGINT NOT NULL,"
          " created_unix_s DOUBLE PRECISION NOT NULL, revision BIGINT NOT NULL)",
          // latency_detail is NULL where nothing was measured; latency_median_ms is NULL for NaN.
          "CREATE TABLE trial (number INTEGER NOT NULL PRIMARY KEY, seed BIGINT NOT NULL,"
          " state TEXT NOT NULL, reason TEXT NOT NULL, stage INTEGER NOT NULL,"
          " target_epoch INTEGER NOT NULL, restart INTEGER NOT NULL, worker TEXT NOT NULL,"
          " latency_median_ms DOUBLE PRECISION, latency_p90_ms DOUBLE PRECISION,"
          " latency_detail TEXT, parameter_count BIGINT, macs BIGINT, size_mb DOUBLE PRECISION)",
          "CREATE INDEX trial_by_state ON trial (state, number)",
          // kind: text, integer, real; value: as text, reals in the shortest exact form.
          "CREATE TABLE param (trial INTEGER NOT NULL REFERENCES trial (number),"
          " name TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL,"
          " PRIMARY KEY (trial, name))",
          // NULL stands for NaN.
          "CREATE TABLE epoch (trial INTEGER NOT NULL REFERENCES trial (number),"
          " stage INTEGER NOT NULL, epoch INTEGER NOT NULL, train_loss DOUBLE PRECISION,"
          " val_loss DOUBLE PRECISION, val_iou DOUBLE PRECISION, learning_rate DOUBLE PRECISION,"
          " seconds DOUBLE PRECISION, images_per_second DOUBLE PRECISION,"
          " PRIMARY KEY (trial, stage, epoch))",
          "CREATE TABLE note (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
      },
      {
          // A claim is a lease. What ran under version 1 ran out long ago.
          "ALTER TABLE trial ADD COLUMN claims BIGINT NOT NULL DEFAULT 0",
          "ALTER TABLE trial ADD COLUMN heartbeat_s DOUBLE PRECISION NOT NULL DEFAULT 0",
          "ALTER TABLE trial ADD COLUMN lease_until_s DOUBLE PRECISION NOT NULL DEFAULT 0",
          "ALTER TABLE trial ADD COLUMN losses INTEGER NOT NULL DEFAULT 0",
          "ALTER TABLE trial ADD COLUMN batch_halvings INTEGER NOT NULL DEFAULT 0",
          "DROP INDEX trial_by_state",
          "CREATE INDEX trial_to_claim ON trial (state, (COALESCE(macs, 0)) DESC, number)",
      },
      {
          // 0 and '': trained under version 2, or by a worker of that version that is still at it.
          "ALTER TABLE epoch ADD COLUMN finished_unix_s DOUBLE PRECISION NOT NULL DEFAULT 0",
          "ALTER TABLE epoch ADD COLUMN worker TEXT NOT NULL DEFAULT ''",
      },
      {
          // On targets after the first, whose latency is in the trial's own row. NULL: NaN.
          "CREATE TABLE latency (trial INTEGER NOT NULL REFERENCES trial (number),"
          " target TEXT NOT NULL, median_ms DOUBLE PRECISION, p90_ms DOUBLE PRECISION,"
          " detail TEXT NOT NULL, PRIMARY KEY (trial, target))",
      },
      {
          // What an epoch's validation gives, one row a metric. NULL: NaN. The columns go, so that
          // a worker of version 4 that is still at it fails, and does not plan without any metric.
          "CREATE TABLE epoch_metric (trial INTEGER NOT NULL REFERENCES trial (number),"
          " stage INTEGER NOT NULL, epoch INTEGER NOT NULL, name TEXT NOT NULL,"
          " value DOUBLE PRECISION, PRIMARY KEY (trial, stage, epoch, name)) WITHOUT ROWID",
          "INSERT INTO epoch_metric SELECT trial, stage, epoch, 'val_loss', val_loss FROM epoch",
          "INSERT INTO epoch_metric SELECT trial, stage, epoch, 'val_iou', val_iou FROM epoch",
          "ALTER TABLE epoch DROP COLUMN val_loss",
          "ALTER TABLE epoch DROP COLUMN val_iou",
          // All latencies are in one table; that on the first target is of ''.
          "INSERT INTO latency SELECT number, '', latency_median_ms, latency_p90_ms, latency_detail"
          " FROM trial WHERE latency_detail IS NOT NULL",
          "ALTER TABLE trial DROP COLUMN latency_median_ms",
          "ALTER TABLE trial DROP COLUMN latency_p90_ms",
          "ALTER TABLE trial DROP COLUMN latency_detail",
      },
  };
  return steps;
}

namespace {

/// SQLite keeps a table WITHOUT ROWID in its key: half the size of table and key, and faster to
/// write. PostgreSQL has nothing like it.
std::string in_dialect(soci::session& sql, std::string statement) {
  constexpr std::string_view kInItsKey = " WITHOUT ROWID";
  if (sql.get_backend_name() != "sqlite3" && statement.ends_with(kInItsKey)) {
    statement.resize(statement.size() - kInItsKey.size());
  }
  return statement;
}

void refuse_newer(int version, int newest) {
  if (version <= newest) return;
  fail(
      "the study has schema version {}, made by a newer efs; this one ({}) knows versions up to "
      "{}: install the newer efs to read it",
      version, program_version(), newest);
}

}  // namespace

void upgrade(soci::session& sql, int version, const Migrations& steps) {
  const int newest = static_cast<int>(steps.size());
  refuse_newer(version, newest);
  if (version == newest) return;
  for (int step = version; step < newest; ++step) {
    for (const auto& statement : steps[static_cast<std::size_t>(step)]) {
      sql << in_dialect(sql, statement);
    }
  }
  sql << "UPDATE efs_schema SET version = :version", soci::use(newest);
}

int stored_version(soci::session& sql) {
  int version = 0;
  sql << "SELECT version FROM efs_schema", soci::into(version);
  if (!sql.got_data() || version < 1) {
    fail("the table {} holds no version; the file is damaged: restore it from a copy",
         kVersionTable);
  }
  return version;
}

void bring_up_to_date(soci::session& sql, const std::string& begin, const std::string& lock) {
  const int newest = static_cast<int>(migrations().size());
  const int version = stored_version(sql);
  refuse_newer(version, newest);
  if (version == newest) return;
  Transaction transaction(sql, begin);
  if (!lock.empty()) sql << lock;
  upgrade(sql, stored_version(sql));  // again: another process may have been first
  transaction.commit();
}

}  // namespace efs::study::schema
