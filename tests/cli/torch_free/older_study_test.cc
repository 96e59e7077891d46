// A study that an older program made, as this one shows it.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "cli/config/report_source.h"
#include "core/files/files.h"
#include "report/leaderboard/tables.h"
#include "study/storage.h"
#include "support/temporary_folder.h"

namespace efs::cli {
namespace {

std::string fixture(const std::string& name) {
  return read_file(EFS_SOURCE_DIR "/tests/study/fixtures/" + name);
}

// The tables beside the dump are those that the older program wrote.
TEST(OlderStudy, OfVersion4HasTheSameTables) {
  const TemporaryFolder folder;
  const std::string path = (folder / "study.db").string();
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(database, fixture("study_v4.sql").c_str(), nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(database);
  const auto storage = study::open_sqlite_storage(path);
  const auto source = report_source(*storage, folder.path());
  const auto rows = report::leaderboard_rows(source);
  EXPECT_EQ(report::results_csv(source, rows), fixture("study_v4_results.csv"));
  EXPECT_EQ(report::leaderboard_csv(rows), fixture("study_v4_leaderboard.csv"));
}

}  // namespace
}  // namespace efs::cli
