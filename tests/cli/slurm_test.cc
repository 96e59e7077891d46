// A search on a Slurm cluster, whose jobs are cancelled and requeued on the way, gives what one
// process gives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <sstream>
#include <thread>

#include "cli/faces/small_faces.h"
#include "core/files/files.h"
#include "program.h"
#include "study/storage.h"
#include "support/slurm_cluster.h"

namespace efs {
namespace {

namespace fs = std::filesystem;
using testing::BackgroundEfs;
using ::testing::HasSubstr;
using testing::run_efs;

class Slurm : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto drawn = run_efs({"data", "synth", (folder_ / "faces").string(), "--images", "160",
                                "--side", "96", "--seed", "3"});
    ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
  }

  std::vector<std::string> arguments(const std::string& study) const {
    return {"search",
            "--images",
            (folder_ / "faces/images").string(),
            "--labels",
            (folder_ / "faces/labels.txt").string(),
            "--study",
            (folder_ / study).string(),
            "input=96",
            "space.architectures=[shufflenet_v2_x0_5, squeezenet1_1, shufflenet_v2_x1_0]",
            "space.learning_rate=[0.002, 0.001]",
            "stages=[{epochs: 8, keep: 2}, {epochs: 12, keep: 1}]",
            "train.precision=fp32",
            "search.workers=2",
            "search.threads_per_worker=1",
            "latency.cache=" + (folder_ / "latency").string()};
  }

  /// The first task in this state; empty if there is none for five minutes.
  std::string task(const testing::SlurmCluster& cluster, const std::string& state) const {
    for (int i = 0; i < 3000; ++i) {
      std::istringstream found(
          cluster.run("squeue --noheader --array --format=%i --states=" + state));
      std::string id;
      if (found >> id) return id;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return {};
  }

  TemporaryFolder folder_;
};

TEST_F(Slurm, CancelledAndRequeuedJobsChangeNothing) {
  ASSERT_EQ(run_efs(arguments("local")).exit_code, 0);
  const testing::SlurmCluster cluster;
  auto words = arguments("slurm");
  words.insert(words.end(), {"--slurm", "--max-workers", "2", "slurm.partition=main"});
  BackgroundEfs search(words, folder_ / "log");

  const auto trained = [&] {
    return fs::exists(folder_ / "slurm/trials/0002/checkpoint.safetensors");
  };
  testing::wait_for([&] { return trained() || !search.running(); });
  const auto status = run_efs({"status", (folder_ / "slurm").string()});
  EXPECT_THAT(status.out, HasSubstr("Slurm job "));
  EXPECT_THAT(status.out, HasSubstr(" RUNNING"));

  const std::string cancelled = task(cluster, "RUNNING");
  cluster.run("scancel " + cancelled);
  std::string requeued = cancelled;
  while (requeued == cancelled) requeued = task(cluster, "RUNNING");
  cluster.run("scontrol requeue " + requeued);

  ASSERT_EQ(search.wait(), 0) << read_file(folder_ / "log");
  int claims = 0;
  const auto storage = study::open_sqlite_storage(folder_ / "slurm/study.db");
  for (const auto& trial : storage->history().trials) {
    claims += static_cast<int>(trial.claims);
    EXPECT_EQ(trial.lost_workers, 0) << "a job that is told to end gives its trial back";
  }
  // To be measured and for its stages: 6 + 6 + 2, if nobody is disturbed.
  EXPECT_GT(claims, 14);
  EXPECT_EQ(testing::results_without_times(folder_ / "slurm"),
            testing::results_without_times(folder_ / "local"));
  EXPECT_EQ(read_file(folder_ / "slurm/leaderboard.csv"),
            read_file(folder_ / "local/leaderboard.csv"));
  EXPECT_EQ(cluster.run("squeue --noheader --states=PENDING"), "");
}

TEST_F(Slurm, FindsSeveralFacesAsWell) {
  const testing::SmallFaces faces(16);
  const auto words = [&](const std::string& study) {
    return faces.words("search", faces.path(study), {"stages=[{epochs: 2, keep: 1}]"});
  };
  ASSERT_EQ(run_efs(words("local")).exit_code, 0);
  const testing::SlurmCluster cluster;
  auto on_slurm = words("slurm");
  on_slurm.insert(on_slurm.end(), {"--slurm", "--max-workers", "1", "slurm.partition=main"});
  const auto searched = run_efs(on_slurm);
  ASSERT_EQ(searched.exit_code, 0) << searched.err;
  EXPECT_THAT(searched.out, HasSubstr("val AP50"));
  EXPECT_EQ(testing::results_without_times(faces.path("slurm")),
            testing::results_without_times(faces.path("local")));
}

TEST_F(Slurm, SaysWhatSbatchRefuses) {
  const testing::SlurmCluster cluster;
  auto words = arguments("refused");
  words.insert(words.end(), {"--slurm", "slurm.partition=nowhere"});
  const auto result = run_efs(words);
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("sbatch failed"));
  EXPECT_THAT(result.err, HasSubstr("nowhere"));
}

}  // namespace
}  // namespace efs
