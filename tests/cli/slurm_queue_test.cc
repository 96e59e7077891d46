// Against commands of our own in place of Slurm's.
#include "cli/slurm_queue.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

#include "support/message_of.h"
#include "support/temporary_folder.h"

namespace efs::cli {
namespace {

using ::testing::HasSubstr;

class SlurmQueue : public testing::Test {
 protected:
  SlurmQueue() : path_(std::getenv("PATH")) {
    ::setenv("PATH", (folder_.path().string() + ":" + path_).c_str(), 1);
  }
  ~SlurmQueue() override { ::setenv("PATH", path_.c_str(), 1); }

  void command(const std::string& name, const std::string& script) {
    const auto file = folder_.path() / name;
    std::ofstream(file) << "#!/bin/sh\n" << script;
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  }

  std::string path_;
  TemporaryFolder folder_;
};

TEST_F(SlurmQueue, TakesNoWarningForAJob) {
  command("squeue",
          "echo 'squeue: warning: old' >&2\necho '12_3 RUNNING'\necho '12_4 COMPLETING'\n");
  const auto jobs = slurm_jobs("");
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_EQ(jobs[0].id, "12_3");
  EXPECT_EQ(jobs[0].state, "RUNNING");
}

TEST_F(SlurmQueue, GivesItsWordsAsTheyAreAndSaysWhatWentWrong) {
  command("sbatch", "echo \"refused: $2\"\necho 'no such partition' >&2\nexit 1\n");
  EXPECT_EQ(message_of([] {
              slurm_submit({"--wrap", "a 'b' $HOME"});
            }),
            "sbatch failed: refused: a 'b' $HOME\nno such partition");
}

TEST_F(SlurmQueue, SaysWhereSlurmsCommandsAre) {
  ::setenv("PATH", folder_.path().c_str(), 1);
  EXPECT_THAT(message_of([] { slurm_cancel("a"); }), HasSubstr("there is no 'scancel' here; run"));
}

}  // namespace
}  // namespace efs::cli
