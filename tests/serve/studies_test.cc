#include "serve/studies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files/files.h"
#include "serve/fake_reader.h"
#include "support/temporary_folder.h"

namespace efs::serve {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class StudiesTest : public testing::Test {
 protected:
  void make_study(const std::string& folder) {
    fs::create_directories(folder_.path() / folder);
    write_file_atomically(folder_.path() / folder / "study.db", folder);
  }
  std::vector<std::string> listed() {
    std::vector<std::string> names;
    for (const auto& study : studies_.list()) {
      names.push_back(study->location().folder.lexically_relative(folder_.path()).string());
    }
    return names;
  }

  TemporaryFolder folder_;
  FakeStudy fake_;
  Studies studies_{folder_.path(), fake_.open()};
};

TEST_F(StudiesTest, AreThoseBelowTheFolderHoweverDeep) {
  EXPECT_THAT(listed(), ElementsAre());
  make_study("b");
  make_study("a/x");
  make_study("a/y/z");
  fs::create_directories(folder_.path() / "a/no study");
  EXPECT_THAT(listed(), ElementsAre("a/x", "a/y/z", "b"));
}

TEST_F(StudiesTest, ComeAndGo) {
  make_study("a");
  const auto before = studies_.list();
  make_study("b");
  EXPECT_THAT(listed(), ElementsAre("a", "b"));
  EXPECT_EQ(studies_.find(before[0]->id()), before[0]);  // the same object
  fs::remove_all(folder_.path() / "a");
  EXPECT_THAT(listed(), ElementsAre("b"));
  EXPECT_EQ(studies_.find(before[0]->id()), nullptr);
}

TEST_F(StudiesTest, FollowNoLinkThatLeadsBack) {
  make_study("a");
  fs::create_directory_symlink(folder_.path(), folder_.path() / "loop");
  EXPECT_THAT(listed(), ElementsAre("a"));
}

TEST_F(StudiesTest, ThatCannotBeNamedHideNoOther) {
  make_study("a");
  fs::create_directories(folder_.path() / "b");
  write_file_atomically(folder_.path() / "b" / "study.url", "ftp://nowhere");
  EXPECT_THAT(listed(), ElementsAre("a"));
}

TEST(Studies, OneIsOne) {
  FakeStudy fake;
  Studies one(study::StudyLocation{"runs/a", "runs/a/study.db"}, fake.open());
  EXPECT_TRUE(one.is_one());
  EXPECT_EQ(one.list().size(), 1U);
  EXPECT_EQ(one.title(), "runs/a");
}

}  // namespace
}  // namespace efs::serve
