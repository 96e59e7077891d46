#include "study/study_url.h"

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
            "postgresql://ann@db.lab:5433/faces?options=-c%20search_path%3D%22efs_night-run_2%22");
  EXPECT_EQ(url.shown(), "postgresql://ann@db.lab:5433/faces/night-run_2");
}

TEST(PostgresUrl, HandsOtherOptionsOn) {
  EXPECT_THAT(PostgresUrl("postgres://db/faces/a?sslmode=require").connection(),
              AllOf(HasSubstr("postgres://db/faces?sslmode=require&options=")));
}

TEST(PostgresUrl, HidesThePassword) {
  const PostgresUrl url("postgresql://ann:se:cret@db/faces/a");
  EXPECT_EQ(url.shown(), "postgresql://ann@db/faces/a");
  EXPECT_EQ(url.password(), "se:cret");
  EXPECT_EQ(PostgresUrl("postgresql://ann@db:5432/faces/a").password(), "");
  EXPECT_THAT(url.connection(), HasSubstr("ann:se:cret@db"));
  EXPECT_THAT(message_of([] { PostgresUrl("postgresql://ann:secret@db/faces"); }),
              AllOf(HasSubstr("DATABASE/STUDY"), Not(HasSubstr("secret"))));
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

}  // namespace
}  // namespace efs::study
