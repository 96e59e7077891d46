#include "study/sql/schema.h"

#include <gmock/gmock.h>

#include "core/error.h"
#include "core/files/files.h"
#include "study/sql/soci.h"
#include "support/temporary_folder.h"

// After study/sql/soci.h, which configures SOCI.
#include <soci/sqlite3/soci-sqlite3.h>

namespace efs::study {
namespace {

using ::testing::HasSubstr;

class Schema : public testing::Test {
 protected:
  int count(const std::string& what) {
    int result = -1;
    sql_ << "SELECT COUNT(*) FROM " + what, soci::into(result);
    return result;
  }

  TemporaryFolder folder_;
  soci::session sql_{soci::sqlite3, "dbname=" + (folder_ / "study.db").string()};
};

TEST_F(Schema, UpgradesFromEveryEarlierVersion) {
  auto steps = schema::migrations();
  const int newest = static_cast<int>(steps.size());
  schema::upgrade(sql_, 0, steps);
  EXPECT_EQ(schema::stored_version(sql_), newest);
  sql_ << "INSERT INTO note (name, value) VALUES ('kept', 'yes')";

  // What a later release will do.
  steps.push_back({"ALTER TABLE trial ADD COLUMN device TEXT"});
  steps.push_back({"CREATE TABLE worker (name TEXT)", "INSERT INTO worker VALUES ('w')"});
  schema::upgrade(sql_, newest, steps);
  EXPECT_EQ(schema::stored_version(sql_), newest + 2);
  EXPECT_EQ(count("worker"), 1);
  EXPECT_EQ(count("note WHERE name = 'kept'"), 1);
  EXPECT_EQ(count("trial WHERE device IS NULL"), 0);

  schema::upgrade(sql_, newest + 2, steps);  // nothing left to do
  EXPECT_EQ(count("worker"), 1);
}

// A row for each version, which names the tables that its step makes.
TEST_F(Schema, ThePageHasEveryVersion) {
  const std::string page = read_file(EFS_SOURCE_DIR "/docs/study.md");
  const auto& steps = schema::migrations();
  for (std::size_t version = 1; version <= steps.size() + 1; ++version) {
    const auto at = page.find("\n| " + std::to_string(version) + " | ");
    ASSERT_EQ(at != std::string::npos, version <= steps.size()) << version;
    if (version == 1 || version > steps.size()) continue;
    const std::string row = page.substr(at + 1, page.find('\n', at + 1) - at);
    const std::string create = "CREATE TABLE ";
    for (const std::string& statement : steps[version - 1]) {
      if (!statement.starts_with(create)) continue;
      const auto name =
          statement.substr(create.size(), statement.find(' ', create.size()) - create.size());
      EXPECT_THAT(row, HasSubstr("table `" + name + "`"));
    }
  }
}

TEST_F(Schema, RefusesToGoBack) {
  const int newest = static_cast<int>(schema::migrations().size());
  try {
    schema::upgrade(sql_, newest + 1);
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("newer efs"));
  }
}

}  // namespace
}  // namespace efs::study
