#include "study/location/study_removal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files/files.h"
#include "study/example_info.h"
#include "study/location/study_lock.h"
#include "support/message_of.h"
#include "support/temporary_folder.h"

namespace efs::study {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class StudyRemoval : public ::testing::Test {
 protected:
  StudyRemoval() {
    create_sqlite_storage((study_ / "study.db").string(), example_info());
    for (const char* own :
         {"study.yaml", "results.csv", "report.html", "report.html.tmp.12.0", "best/model.onnx",
          "plots/front.svg", "plots/overlays/000.jpg", "trials/0000/checkpoint.safetensors",
          "packed/abc-32.efspack", "slurm/worker.sh"}) {
      write_file_atomically(study_ / own, "x");
    }
  }
  static void remove(const fs::path& folder) {
    const auto location = *study_in(folder);
    remove_study(location, plan_removal(location));
  }

  TemporaryFolder folder_;
  fs::path study_ = folder_ / "q";
};

TEST_F(StudyRemoval, TakesAllThatIsTheStudys) {
  EXPECT_TRUE(plan_removal(*study_in(study_)).foreign.empty());
  remove(study_);
  EXPECT_FALSE(fs::exists(study_));
}

TEST_F(StudyRemoval, LeavesWhatIsSomebodyElses) {
  for (const char* foreign : {"notes.txt", "best/mine.txt", "plots/holiday.jpg", "photos/1.jpg"}) {
    write_file_atomically(study_ / foreign, "mine");
  }
  fs::create_directory_symlink(folder_.path(), study_ / "trials" / "link");
  EXPECT_THAT(plan_removal(*study_in(study_)).foreign,
              ::testing::UnorderedElementsAre("notes.txt", "best/mine.txt", "plots/holiday.jpg",
                                              "photos", "trials/link"));
  remove(study_);
  EXPECT_FALSE(fs::exists(study_ / "study.db"));
  EXPECT_FALSE(fs::exists(study_ / "best/model.onnx"));
  EXPECT_FALSE(fs::exists(study_ / "slurm"));
  for (const char* foreign : {"notes.txt", "best/mine.txt", "plots/holiday.jpg", "photos/1.jpg"}) {
    EXPECT_TRUE(fs::exists(study_ / foreign)) << foreign;
  }
}

TEST_F(StudyRemoval, FollowsNoLinkButTheOneThatNamesTheStudy) {
  write_file_atomically(folder_ / "elsewhere/0001/photo.jpg", "mine");
  fs::remove_all(study_ / "trials");
  fs::create_directory_symlink(folder_ / "elsewhere", study_ / "trials");
  fs::create_directory_symlink(study_, folder_ / "link");
  remove(folder_ / "link");
  EXPECT_FALSE(fs::exists(study_));
  EXPECT_FALSE(fs::is_symlink(folder_ / "link"));
  EXPECT_TRUE(fs::exists(folder_ / "elsewhere/0001/photo.jpg"));
}

TEST_F(StudyRemoval, NotUnderTheFeetOfWhoStandsInIt) {
  const fs::path before = fs::current_path();
  for (const fs::path& here : {study_, study_ / "trials"}) {
    fs::current_path(here);
    EXPECT_THAT(message_of([&] { plan_removal(*study_in(study_)); }),
                HasSubstr("is the working folder"));
  }
  fs::current_path(before);
  EXPECT_TRUE(fs::exists(study_ / "study.db"));
}

TEST_F(StudyRemoval, NotWhileASearchOrAWorkerLives) {
  const auto location = *study_in(study_);
  const Removal removal = plan_removal(location);
  {
    const StudyLock search(study_);
    EXPECT_THAT(message_of([&] { remove_study(location, removal); }), HasSubstr("an efs search"));
  }
  {
    const WorkerLock one(study_), another(study_);
    EXPECT_THAT(message_of([&] { remove_study(location, removal); }), HasSubstr("an efs worker"));
  }
  EXPECT_TRUE(fs::exists(study_ / "best/model.onnx"));
  remove_study(location, removal);
  EXPECT_FALSE(fs::exists(study_));
}

TEST_F(StudyRemoval, ALockIsNoLinkToAnotherFile) {
  write_file_atomically(folder_ / "file", "x");
  fs::create_symlink(folder_ / "file", study_ / "study.lock");
  EXPECT_THAT(message_of([&] { StudyLock lock(study_); }), HasSubstr("study.lock"));
}

}  // namespace
}  // namespace efs::study
