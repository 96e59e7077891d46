#include "serve/live_study.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/files/files.h"
#include "serve/fake_reader.h"
#include "support/temporary_folder.h"

namespace efs::serve {
namespace {

using testing::HasSubstr;

/// Its database is a file that is only written and looked at.
class LiveStudyTest : public testing::Test {
 protected:
  LiveStudyTest() { write("one"); }
  void write(const std::string& text) { write_file_atomically(database_, text); }
  void append(const std::string& text) { std::ofstream(database_, std::ios::app) << text; }

  TemporaryFolder folder_;
  const std::filesystem::path database_ = folder_.path() / "study.db";
  FakeStudy fake_;
  LiveStudy study_{{folder_.path(), database_.string()}, fake_.open()};
};

TEST_F(LiveStudyTest, ReadsOnlyWhatWasWritten) {
  fake_.done = true;
  EXPECT_TRUE(study_.look());
  EXPECT_FALSE(study_.look());
  EXPECT_EQ(fake_.readings, 1);
  append("two");
  EXPECT_TRUE(study_.look());
  EXPECT_EQ(fake_.readings, 2);
  EXPECT_EQ(fake_.opened, 1);
}

TEST_F(LiveStudyTest, ALookTellsOfWhatAQuestionFound) {
  fake_.done = true;
  study_.look();
  append("two");
  study_.charts("");  // reads it
  EXPECT_TRUE(study_.look());
  EXPECT_FALSE(study_.look());
  study_.give_command(study::StudyCommand::kPause);
  EXPECT_TRUE(study_.look());
}

TEST_F(LiveStudyTest, TheVersionGrowsWithWhatWasFound) {
  study_.look();
  const Json before = study_.live();
  EXPECT_EQ(study_.live()["version"], before["version"]);
  append("two");
  fake_.source.info.name = "renamed";
  const Json after = study_.live();
  EXPECT_GT(after["version"], before["version"]);
  EXPECT_EQ(after["status"]["study"], "renamed");
}

TEST_F(LiveStudyTest, AnotherFileOfThatNameIsOpenedAnew) {
  study_.look();
  write("another study");
  EXPECT_TRUE(study_.look());
  EXPECT_EQ(fake_.opened, 2);
}

TEST_F(LiveStudyTest, SaysThatAStudyIsGoneAndThatItIsBack) {
  study_.look();
  std::filesystem::remove(database_);
  EXPECT_TRUE(study_.look());
  EXPECT_FALSE(study_.look());  // the same
  EXPECT_THAT(study_.live()["error"], HasSubstr("gone"));
  EXPECT_THAT(study_.summary()["error"], HasSubstr("gone"));
  EXPECT_THROW(study_.charts(""), Error);
  write("back");
  EXPECT_TRUE(study_.look());
  EXPECT_TRUE(study_.live()["error"].is_null());
}

TEST_F(LiveStudyTest, SaysWhyItCannotBeRead) {
  fake_.error = "the file is damaged\x1b[2J";
  EXPECT_TRUE(study_.look());
  EXPECT_THAT(study_.live()["error"].get<std::string>(), HasSubstr("damaged\\x1b"));
  fake_.error.clear();
  EXPECT_TRUE(study_.look());
  EXPECT_TRUE(study_.live()["error"].is_null());
}

TEST_F(LiveStudyTest, KeepsASummaryOfWhatIsDoneAndClosesIt) {
  fake_.done = true;
  EXPECT_EQ(study_.summary()["status"]["done"], true);
  study_.summary();
  EXPECT_EQ(fake_.readings, 1);
  append("two");
  study_.summary();
  EXPECT_EQ(fake_.readings, 2);
  EXPECT_EQ(fake_.opened, 2);
}

TEST_F(LiveStudyTest, DrawsChartsOnceForEachFilterAndVersion) {
  study_.look();
  const std::string all = study_.charts("");
  EXPECT_EQ(study_.charts(""), all);
  const Json some = Json::parse(study_.charts("middle"));
  EXPECT_LT(some["trials"], Json::parse(all)["trials"]);
  EXPECT_THROW(study_.charts("no_such_name<3"), UsageError);
}

TEST_F(LiveStudyTest, PassesACommandOn) {
  study_.give_command(study::StudyCommand::kPause);
  EXPECT_EQ(study::study_command(*fake_.storage), study::StudyCommand::kPause);
  EXPECT_EQ(study_.live()["command"], 1);
}

TEST_F(LiveStudyTest, ItsNameInUrlsIsThatOfItsDatabase) {
  EXPECT_EQ(study_.id().size(), 12U);
  const LiveStudy same({folder_.path(), database_.string()}, fake_.open());
  EXPECT_EQ(same.id(), study_.id());
  const LiveStudy other({folder_.path(), database_.string() + "x"}, fake_.open());
  EXPECT_NE(other.id(), study_.id());
}

}  // namespace
}  // namespace efs::serve
