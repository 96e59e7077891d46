#include "study/sql/schema.h"

#include <gmock/gmock.h>

#include "core/error.h"
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
