// A study that an older program made, as this one shows it.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <stdexcept>

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

std::unique_ptr<study::Storage> open_fixture(int version, const TemporaryFolder& folder) {
  const std::string path = (folder / "study.db").string();
  sqlite3* database = nullptr;
  if (sqlite3_open(path.c_str(), &database) != SQLITE_OK) throw std::runtime_error(path);
  const std::string dump = fixture(fmt::format("study_v{}.sql", version));
  const int code = sqlite3_exec(database, dump.c_str(), nullptr, nullptr, nullptr);
  sqlite3_close(database);
  if (code != SQLITE_OK) throw std::runtime_error("the dump of version " + std::to_string(version));
  return study::open_sqlite_storage(path);
}

// The tables beside the dump are those that the older program wrote.
TEST(OlderStudy, OfVersion4HasTheSameTables) {
  const TemporaryFolder folder;
  const auto storage = open_fixture(4, folder);
  const auto source = report_source(*storage, folder.path());
  const auto rows = report::leaderboard_rows(source);
  EXPECT_EQ(report::results_csv(source, rows), fixture("study_v4_results.csv"));
  EXPECT_EQ(report::leaderboard_csv(rows), fixture("study_v4_leaderboard.csv"));
}

// Their configurations name no task.
TEST(OlderStudy, LooksForOneFace) {
  for (int version = 1; version <= 4; ++version) {
    const TemporaryFolder folder;
    const auto storage = open_fixture(version, folder);
    EXPECT_EQ(storage->info().config_yaml.find("task:"), std::string::npos);
    const auto source = report_source(*storage, folder.path());
    EXPECT_EQ(source.fitness.task.name, "single") << version;
    const std::string table = report::leaderboard_csv(report::leaderboard_rows(source));
    EXPECT_NE(table.find(",val_iou,"), std::string::npos) << version;
    EXPECT_EQ(table.find("val_ap"), std::string::npos) << version;
  }
}

}  // namespace
}  // namespace efs::cli
