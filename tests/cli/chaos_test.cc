// A search on PostgreSQL whose processes are killed again and again, whose server is restarted and
// whose disk is full for a while, ends as one that nobody disturbed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "cli/faces/small_faces.h"
#include "core/files/files.h"
#include "core/rng.h"
#include "core/text/json.h"
#include "program.h"
#include "small_disk.h"
#include "study/location/study_location.h"
#include "study/location/study_url.h"
#include "study/sql/soci.h"
#include "support/postgres_server.h"

// After study/sql/soci.h, which configures SOCI.
#include <soci/postgresql/soci-postgresql.h>

namespace efs {
namespace {

namespace fs = std::filesystem;
using testing::BackgroundEfs;
using testing::run_efs;

/// EFS_CHAOS_EPOCHS=150 makes it several times as long.
int epochs() {
  const char* asked = std::getenv("EFS_CHAOS_EPOCHS");
  return asked == nullptr ? 18 : std::atoi(asked);
}

/// A search that cannot go on fails the test, and does not keep it busy for ever.
constexpr int kMostResumptions = 200;
constexpr const char* kEpochsSeen = "SELECT COUNT(*) FROM seen WHERE what = 'epoch'";

class Chaos : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto drawn = run_efs({"data", "synth", (folder_ / "faces").string(), "--images", "80",
                                "--side", "96", "--seed", "3"});
    ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
  }

  std::vector<std::string> begin(const std::string& study, int workers) const {
    return {"search",
            "--images",
            (folder_ / "faces/images").string(),
            "--labels",
            (folder_ / "faces/labels.txt").string(),
            "--study",
            study,
            "input=64",
            "space.architectures=[shufflenet_v2_x0_5, shufflenet_v2_x1_0, squeezenet1_1]",
            "space.learning_rate=[0.002, 0.001]",
            "stages=[{epochs: " + std::to_string(epochs()) +
                ", keep: 2}, {epochs: " + std::to_string(2 * epochs()) + ", keep: 1}]",
            "train.precision=fp32",
            "search.workers=" + std::to_string(workers),
            "search.threads_per_worker=1",
            "search.lease_s=20",
            "latency.cache=" + (folder_ / "latency").string()};
  }

  /// Counts, past the program, what is written to the study: every epoch and every end of a trial.
  void watch(const std::string& url) {
    sql_ = std::make_unique<soci::session>(soci::postgresql, study::PostgresUrl(url).connection());
    for (const char* statement :
         {"CREATE TABLE seen (what TEXT, trial INTEGER, stage INTEGER, epoch INTEGER)",
          "CREATE FUNCTION see_epoch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO"
          " seen VALUES ('epoch', NEW.trial, NEW.stage, NEW.epoch); RETURN NEW; END $$",
          "CREATE TRIGGER see_epoch AFTER INSERT ON epoch FOR EACH ROW EXECUTE FUNCTION"
          " see_epoch()",
          "CREATE FUNCTION see_end() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO"
          " seen VALUES ('end', NEW.number, 0, 0); RETURN NEW; END $$",
          "CREATE TRIGGER see_end AFTER UPDATE ON trial FOR EACH ROW WHEN (OLD.state IN"
          " ('queued', 'running', 'paused') AND NEW.state NOT IN ('queued', 'running', 'paused'))"
          " EXECUTE FUNCTION see_end()"}) {
      *sql_ << statement;
    }
  }
  int number(const std::string& query) {
    int result = -1;
    sql_->reconnect();
    *sql_ << query, soci::into(result);
    return result;
  }

  TemporaryFolder folder_;
  std::unique_ptr<soci::session> sql_;
};

void sleep_s(double seconds) {
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
}

TEST_F(Chaos, AStudySurvivesKillsRestartsAndAFullDisk) {
  // Undisturbed, and on SQLite with one worker at that.
  ASSERT_EQ(run_efs(begin((folder_ / "calm").string(), 1)).exit_code, 0);

  testing::PostgresServer server;
  const testing::SmallDisk disk(folder_ / "disk", "160m");
  const std::string url = server.url() + "/chaos";
  const fs::path files = folder_ / "disk/chaos";
  const fs::path log = folder_ / "log";
  const std::vector<std::string> resume{"search", "--study", url, "--resume"};
  auto words = begin(url, 4);
  words.insert(words.end(), {"--folder", files.string()});
  auto search = std::make_unique<BackgroundEfs>(words, log);
  while (!fs::exists(files / "study.url")) sleep_s(0.05);
  watch(url);

  Rng rng(1);
  int killed = 0;  // processes that were in the middle of something
  int rounds = 0, restarts = 0, full_disks = 0, resumed = 0;
  while (search->running() || search->wait() != 0) {
    if (!search->running()) {
      ASSERT_LT(++resumed, kMostResumptions) << read_file(log);
      search = std::make_unique<BackgroundEfs>(resume, log);
    }
    // Some work between two faults, and not all of it, however fast or busy the machine is.
    const auto epochs_wanted = number(kEpochsSeen) + rng.integer(4, 12);
    while (search->running() && number(kEpochsSeen) < epochs_wanted) sleep_s(0.05);
    const auto workers = search->children();
    if (!search->running()) continue;
    ++rounds;
    if (rounds == 4 || rounds == 9) {
      server.stop();
      sleep_s(1.0);
      server.start();
      ++restarts;
    } else if (rounds == 6) {
      disk.fill();
      sleep_s(2.0);
      disk.empty();
      ++full_disks;
      killed += 4;
    } else if (rounds % 4 == 3 || workers.empty()) {
      search->signal(SIGKILL);
      search->wait();
      killed += 4;
    } else {
      const auto chosen = rng.integer(0, static_cast<std::int64_t>(workers.size()) - 1);
      ::kill(workers[static_cast<std::size_t>(chosen)], SIGKILL);
      ++killed;
    }
  }
  ASSERT_EQ(search->wait(), 0) << read_file(log);

  const int trials = number("SELECT COUNT(*) FROM trial");
  const int repeated = number(
      "SELECT COUNT(*) - COUNT(DISTINCT (trial, stage, epoch)) FROM seen WHERE what = "
      "'epoch'");
  std::printf(
      "%d rounds: %d processes killed or cut off, %d restarts of the server, %d full disks;"
      " %d of %d epochs trained twice\n",
      rounds, killed, restarts, full_disks, repeated, number(kEpochsSeen));
  EXPECT_EQ(trials, 6);
  EXPECT_EQ(number("SELECT COUNT(*) FROM seen WHERE what = 'end'"), trials);
  EXPECT_EQ(number("SELECT COUNT(DISTINCT trial) FROM seen WHERE what = 'end'"), trials);
  EXPECT_EQ(restarts, 2);
  EXPECT_EQ(full_disks, 1);
  EXPECT_GE(killed, 8);
  EXPECT_LE(repeated, killed);
  EXPECT_EQ(read_file(files / "leaderboard.csv"), read_file(folder_ / "calm/leaderboard.csv"));
  EXPECT_EQ(testing::results_without_times(files),
            testing::results_without_times(folder_ / "calm"));
}

// A shorter one, without a server.
TEST(FacesChaos, AStudyOfSeveralFacesSurvivesKills) {
  const testing::SmallFaces faces(48);
  const auto words = [&](const std::string& study, int workers) {
    return faces.words("search", faces.path(study),
                       {"space.learning_rate=[0.004, 0.002, 0.001]",
                        "stages=[{epochs: 6, keep: 1}, {epochs: 12, keep: 1}]",
                        "search.workers=" + std::to_string(workers)});
  };
  ASSERT_EQ(run_efs(words("calm", 1)).exit_code, 0);

  const std::string study = faces.path("killed"), log = faces.path("log");
  const auto epochs_done = [&] {
    const auto status = run_efs({"status", study, "--format", "json"});
    return status.exit_code == 0 ? Json::parse(status.out).at("epochs").get<int>() : 0;
  };
  auto search = std::make_unique<BackgroundEfs>(words("killed", 2), log);
  int killed = 0;
  for (int round = 1; round <= 4; ++round) {
    const int before = epochs_done();
    testing::wait_for([&] { return !search->running() || epochs_done() > before; });
    if (!search->running()) break;
    const auto workers = search->children();
    if (round < 4) {
      killed += !workers.empty() && ::kill(workers.front(), SIGKILL) == 0 ? 1 : 0;
    } else {
      search->signal(SIGKILL);
      search->wait();
      search = std::make_unique<BackgroundEfs>(
          std::vector<std::string>{"search", "--study", study, "--resume"}, log);
    }
  }
  ASSERT_EQ(search->wait(), 0) << read_file(log);
  EXPECT_GE(killed, 2);
  EXPECT_EQ(testing::results_without_times(study),
            testing::results_without_times(faces.path("calm")));
  EXPECT_EQ(read_file(study + "/leaderboard.csv"), read_file(faces.path("calm/leaderboard.csv")));
}

}  // namespace
}  // namespace efs
