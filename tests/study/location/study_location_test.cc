#include "study/location/study_location.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files/files.h"
#include "study/example_info.h"
#include "support/message_of.h"
#include "support/temporary_folder.h"

namespace efs::study {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// A working folder of the test's own.
class StudyLocations : public ::testing::Test {
 protected:
  StudyLocations() : before_(fs::current_path()) { fs::current_path(folder_.path()); }
  ~StudyLocations() override { fs::current_path(before_); }
  static void make(const std::string& folder) {
    create_sqlite_storage(folder + "/study.db", example_info());
  }
  static void write_url(const std::string& folder, const std::string& text) {
    write_file_atomically(fs::path(folder) / "study.url", text);
  }

  TemporaryFolder folder_;
  fs::path before_;
};

TEST_F(StudyLocations, AFolderItsDatabaseOrANameUnderRuns) {
  make("a");
  make("runs/b");
  for (const char* word : {"a", "a/", "./a", "a/study.db"}) {
    EXPECT_TRUE(fs::equivalent(find_study(word).folder, "a")) << word;
  }
  EXPECT_EQ(find_study("b").folder, "runs/b");
  EXPECT_EQ(find_study("runs/b").folder, "runs/b");
  EXPECT_EQ(find_study_files("b").database, "runs/b/study.db");
  fs::current_path("a");
  EXPECT_TRUE(fs::equivalent(find_study("study.db").folder, "."));
  EXPECT_TRUE(fs::equivalent(find_study(".").folder, "."));
}

TEST_F(StudyLocations, AWordWithASlashOrOfSomethingThatIsThereIsThatFolder) {
  make("runs/faces");
  EXPECT_EQ(find_study("faces").folder, "runs/faces");
  EXPECT_THAT(message_of([] { find_study("faces/"); }), Not(HasSubstr("no error")));
  EXPECT_THAT(message_of([] { find_study("./faces"); }), Not(HasSubstr("no error")));
  fs::create_directory("faces");
  EXPECT_THAT(message_of([] { find_study("faces"); }),
              AllOf(HasSubstr("no study.db in it"), HasSubstr("runs/faces")));
  fs::remove("faces");
  write_file_atomically("faces", "a file");
  EXPECT_THAT(message_of([] { find_study("faces"); }), HasSubstr("runs/faces"));
}

TEST_F(StudyLocations, WhatIsNotThereIsSaidWithWhatIs) {
  EXPECT_THAT(message_of([] { find_study("b"); }), HasSubstr("`efs search` begins one"));
  make("runs/bee");
  EXPECT_THAT(message_of([] { find_study("b"); }),
              AllOf(HasSubstr("bee"), Not(HasSubstr("begins one"))));
}

TEST_F(StudyLocations, AnEmptyWordAndOtherUrlsAreRefused) {
  for (const char* word : {"", "sqlite:///x.db", "mysql://h/d/s", "file:///tmp/s"}) {
    EXPECT_THAT(message_of([&] { find_study(word); }), HasSubstr("postgresql://")) << word;
    EXPECT_THAT(message_of([&] { new_study_location(word); }), HasSubstr("postgresql://")) << word;
  }
  EXPECT_NE(message_of([] { new_study_location("postgresql://h/d/s", "sqlite:///x"); }),
            "no error");
  EXPECT_NE(message_of([] { new_study_location("postgresql://h/d/s", "postgresql://h/d/s"); }),
            "no error");
  EXPECT_THAT(message_of([] { find_study("mysql://u:secret@h/d"); }), Not(HasSubstr("secret")));
}

TEST_F(StudyLocations, AUrlFileLeadsToPostgresOnly) {
  write_url("runs/a", "postgresql://h/d/s?sslmode=verify-full\r\n");
  EXPECT_EQ(find_study("a").database, "postgresql://h/d/s?sslmode=verify-full");
  EXPECT_EQ(find_study("a").name(), "runs/a");
  write_url("runs/b", "/srv/ann/study.db\n");
  EXPECT_THAT(message_of([] { find_study("b"); }), HasSubstr("study.url does not hold"));
  fs::remove("runs/b/study.url");
  fs::create_symlink("/dev/zero", "runs/b/study.url");
  EXPECT_NE(message_of([] { find_study("b"); }), "no error");
}

TEST_F(StudyLocations, ANameHasNoPassword) {
  const StudyLocation location{"elsewhere", "postgresql://ann:secret@h/d/s"};
  EXPECT_EQ(location.name(), "postgresql://ann@h/d/s");
}

TEST_F(StudyLocations, AListIsNotHiddenByWhatCannotBeRead) {
  make("runs/good");
  write_url("runs/bad", "nonsense");
  fs::create_symlink("loop", "runs/loop");
  fs::create_symlink("gone", "runs/dangling");
  fs::create_directory_symlink("good", "runs/link");
  const StudyList list = list_studies("runs");
  ASSERT_EQ(list.studies.size(), 2U);
  EXPECT_EQ(list.studies[0].folder, "runs/good");
  EXPECT_EQ(list.studies[1].folder, "runs/link");
  ASSERT_EQ(list.unreadable.size(), 1U);
  EXPECT_EQ(list.unreadable[0].folder, "runs/bad");
  EXPECT_TRUE(list_studies("nowhere").studies.empty());
}

TEST_F(StudyLocations, AnAbsoluteWordNamesTheSameStudyFromAnywhere) {
  make("runs/b");
  const std::string here = fs::current_path().string();
  EXPECT_EQ(absolute_word("b"), here + "/runs/b");
  EXPECT_EQ(absolute_word("b:17"), here + "/runs/b:17");
  EXPECT_EQ(absolute_word("./x"), here + "/x");
  EXPECT_EQ(absolute_word("/x/y:3"), "/x/y:3");
}

}  // namespace
}  // namespace efs::study
