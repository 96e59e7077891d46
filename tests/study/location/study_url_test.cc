#include "study/location/study_url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/message_of.h"

namespace efs::study {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(PostgresUrl, TakesTheStudyFromBehindTheDatabase) {
  const PostgresUrl url("postgresql://ann@db.lab:5433/faces/night-run_2");
  EXPECT_EQ(url.study(), "night-run_2");
  EXPECT_EQ(url.schema(), "efs_night-run_2");
  EXPECT_EQ(url.connection(),
            "postgresql://ann@db.lab:5433/faces?connect_timeout=10&tcp_user_timeout=60000&options=-"
            "c%20search_path%3D%22efs_night-run_2%22");
  EXPECT_EQ(url.shown(), "postgresql://ann@db.lab:5433/faces/night-run_2");
}

TEST(PostgresUrl, HandsOtherOptionsOn) {
  const PostgresUrl url("postgres://db/faces/a?sslmode=verify-full&sslrootcert=/etc/ca.pem");
  EXPECT_THAT(url.connection(),
              HasSubstr("postgres://db/faces?sslmode=verify-full&sslrootcert=/etc/ca.pem&"));
  EXPECT_EQ(url.shown(), "postgres://db/faces/a?sslmode=verify-full&sslrootcert=/etc/ca.pem");
  EXPECT_THAT(PostgresUrl("postgres://db/faces/a?connect_timeout=3").connection(),
              Not(HasSubstr("connect_timeout=10")));
  EXPECT_THAT(PostgresUrl("postgres://db/faces/a?options=-c%20a%3Db").connection(),
              HasSubstr("&options=-c%20a%3Db%20-c%20search_path"));
}

TEST(PostgresUrl, HidesThePassword) {
  const PostgresUrl url("postgresql://ann:se:c%40ret@db/faces/a");
  EXPECT_EQ(url.shown(), "postgresql://ann@db/faces/a");
  EXPECT_EQ(url.password(), "se:c@ret");
  EXPECT_THAT(url.connection(), HasSubstr("password=%73%65%3A%63%40%72%65%74&"));
  EXPECT_EQ(PostgresUrl("postgresql://ann@db:5432/faces/a").password(), "");
  EXPECT_EQ(PostgresUrl("postgresql://ann:p?w@db/faces/a").password(), "p?w");
  EXPECT_EQ(PostgresUrl("postgresql://ann:p?w@db/faces/a").shown(), "postgresql://ann@db/faces/a");
  const PostgresUrl option("postgresql:///faces/a?host=db&pass%77ord=secret&user=ann");
  EXPECT_EQ(option.password(), "secret");
  EXPECT_EQ(option.shown(), "postgresql:///faces/a?host=db&user=ann");
}

TEST(PostgresUrl, SendsThePasswordOfTheEnvironmentOnlyWhereItMay) {
  const PostgresUrl url("postgresql://ann@db/faces/a");
  EXPECT_THAT(url.connection(false), HasSubstr("password=&"));
  EXPECT_THAT(url.connection(), Not(HasSubstr("password")));
}

// Each of them makes libpq print the password, or read another host than is meant.
TEST(PostgresUrl, RefusesWhatWouldBeReadOtherwiseWithoutShowingIt) {
  for (const std::string text :
       {"postgresql://ann:secret@db/faces", "postgresql://ann:secret/faces/a",
        "postgresql://ann:sec@ret@db/faces/a", "postgresql://ann:secret/x@db/faces/a",
        "postgresql://ann:secret/x?y@db/faces/a", "postgresql://ann:secret%zz@db/faces/a",
        "postgresql://ann:secret%@db/faces/a", "postgresql://ann:secret%00@db/faces/a",
        "postgresql://ann:secret @db/faces/a", "postgresql://ann:secret@db/fa ces/a",
        "postgresql://ann:secret@db/faces/a b", "postgresql://ann:secret@db/faces/a?x",
        "postgresql://ann:secret\n@db/faces/a", "postgresql://db/faces/a?password=secret&x"}) {
    EXPECT_THAT(message_of([&] { PostgresUrl url(text); }),
                AllOf(HasSubstr("DATABASE/STUDY"), Not(HasSubstr("secret"))))
        << text;
  }
}

TEST(PostgresUrl, KnowsWhetherTwoNameOneStudy) {
  const PostgresUrl url("postgresql://ann@db/faces/a");
  for (const std::string same :
       {"postgres://bob:pw@db:5432/faces/a", "postgresql:///faces/a?host=db",
        "postgresql://db/faces/a?sslmode=require"}) {
    EXPECT_TRUE(url.is_same_study(PostgresUrl(same))) << same;
  }
  for (const std::string other :
       {"postgresql://ann@db/faces/b", "postgresql://ann@db/faces2/a",
        "postgresql://ann@db2/faces/a", "postgresql://ann@db:5433/faces/a",
        "postgresql://db/faces/a?port=5433", "postgresql://db/x/a?dbname=y"}) {
    EXPECT_FALSE(url.is_same_study(PostgresUrl(other))) << other;
  }
}

TEST(PostgresUrl, RefusesWhatNamesNoStudy) {
  for (const std::string text :
       {"", "postgresql:", "postgresql://", "postgresql://db", "postgresql://db/",
        "postgresql://db/faces", "postgresql://db/faces/", "postgresql://db//a",
        "postgresql://db/faces/a/b", "postgresql://db/faces/a\"; DROP", "runs/a",
        "mysql://db/f/a"}) {
    EXPECT_THAT(message_of([&] { PostgresUrl url(text); }), HasSubstr("it is written")) << text;
  }
  EXPECT_THAT(message_of([] { PostgresUrl url("postgresql://db/f/" + std::string(49, 'a')); }),
              HasSubstr("1 to 48"));
}

TEST(PostgresUrl, IsRecognised) {
  EXPECT_TRUE(is_postgres_url("postgresql://db/f/a"));
  EXPECT_TRUE(is_postgres_url("postgres://db/f/a"));
  EXPECT_FALSE(is_postgres_url("runs/postgresql"));
}

TEST(PostgresUrl, OtherUrlsAreNoFolders) {
  for (const std::string text :
       {"sqlite:///x.db", "sqlite:x.db", "mysql://h/d", "file:///tmp/x", "s3://bucket/x",
        "postgresql+psycopg2://h/d/s", "POSTGRESQL://h/d/s", "postgresql:h/d/s",
        " postgresql://h/d/s", "http://h/x"}) {
    EXPECT_TRUE(is_foreign_url(text)) << text;
  }
  for (const std::string text :
       {"runs/a", "a:3", "./sqlite://x", "postgresql://h/d/s", "", ":", "runs/night://x", "C:"}) {
    EXPECT_FALSE(is_foreign_url(text)) << text;
  }
}

}  // namespace
}  // namespace efs::study
