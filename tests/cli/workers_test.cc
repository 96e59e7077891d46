// A search's worker processes from outside: side by side, and when one of them dies.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <vector>

#include "core/files/files.h"
#include "core/text/json.h"
#include "program.h"

namespace efs {
namespace {

using testing::BackgroundEfs;
using ::testing::HasSubstr;
using testing::run_efs;
using testing::wait_for;
namespace fs = std::filesystem;

/// Data, latencies and the undisturbed search are the same for all.
class Workers : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    const auto drawn = run_efs({"data", "synth", (*folder_ / "faces").string(), "--images", "40",
                                "--side", "64", "--seed", "3"});
    ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
    const auto steady = run_efs(arguments("steady", 1));
    ASSERT_EQ(steady.exit_code, 0) << steady.err;
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }

  static fs::path study(const std::string& name) { return *folder_ / name; }
  static std::vector<std::string> arguments(const std::string& name, int workers = 2) {
    return {"search",
            "--images",
            (*folder_ / "faces" / "images").string(),
            "--labels",
            (*folder_ / "faces" / "labels.txt").string(),
            "--study",
            study(name).string(),
            "input=64",
            "space.architectures=[shufflenet_v2_x0_5, squeezenet1_1, shufflenet_v2_x1_0]",
            "stages=[{epochs: 3, keep: 2}, {epochs: 5, keep: 1}]",
            "train.precision=fp32",
            "search.workers=" + std::to_string(workers),
            "search.threads_per_worker=1",
            "latency.cache=" + (*folder_ / "latency").string()};
  }

  /// The slots of the workers that hold a trial with an epoch behind it.
  static std::vector<std::size_t> busy_slots(const std::string& name) {
    std::vector<std::size_t> slots;
    if (!testing::has_trained(study(name))) return slots;
    const auto status = run_efs({"status", study(name).string(), "--format", "json"});
    if (status.exit_code != 0) return slots;
    const Json now = Json::parse(status.out);
    for (const auto& trial : now.at("running")) {
      if (trial.at("epochs") == 0) continue;
      const auto worker = trial.at("worker").get<std::string>();  // HOST:PID:SLOT
      slots.push_back(static_cast<std::size_t>(worker.back() - '0'));
    }
    return slots;
  }
  static void expect_like_steady(const std::string& name) {
    EXPECT_EQ(testing::results_without_times(study(name)),
              testing::results_without_times(study("steady")));
    EXPECT_EQ(read_file(study(name) / "leaderboard.csv"),
              read_file(study("steady") / "leaderboard.csv"));
  }

  static TemporaryFolder* folder_;
};

TemporaryFolder* Workers::folder_ = nullptr;

TEST_F(Workers, SeveralOfWhichSomeAreKilledGiveWhatOneGives) {
  BackgroundEfs search(arguments("shot"), study("shot.log"));
  search.hold_workers_when([] { return !busy_slots("shot").empty(); });
  for (const int worker : search.children()) ::kill(worker, SIGKILL);
  ASSERT_EQ(search.wait(), 0) << read_file(study("shot.log"));
  EXPECT_THAT(read_file(study("shot.log")), HasSubstr("it is tried again"));
  expect_like_steady("shot");
}

// SIGSTOP: the process lives, and does nothing.
TEST_F(Workers, OneThatHangsIsReplaced) {
  auto words = arguments("hung");
  words.emplace_back("search.lease_s=4");
  BackgroundEfs search(words, study("hung.log"));
  std::vector<std::size_t> busy;
  search.hold_workers_when([&] {
    busy = busy_slots("hung");
    return !busy.empty();
  });
  const auto workers = search.children();
  ASSERT_EQ(workers.size(), 2U);
  const int hung = workers.at(busy.front());
  ::kill(workers.at(1 - busy.front()), SIGCONT);
  ASSERT_EQ(search.wait(), 0) << read_file(study("hung.log"));
  EXPECT_NE(::kill(hung, 0), 0) << "it hangs still";
  EXPECT_THAT(read_file(study("hung.log")), HasSubstr(" hung for "));
  expect_like_steady("hung");
}

// Stopped while it has nothing to do, at the end of the study.
TEST_F(Workers, OneThatHangsWithoutATrialDoesNotHoldTheSearch) {
  auto words = arguments("idle");
  words.insert(words.end(), {"space.architectures=[shufflenet_v2_x0_5]",
                             "stages=[{epochs: 4, keep: 1}]", "search.lease_s=2"});
  BackgroundEfs search(words, study("idle.log"));
  std::vector<std::size_t> busy;
  search.hold_workers_when([&] {
    busy = busy_slots("idle");
    return !busy.empty();
  });
  ::kill(search.children().at(busy.front()), SIGCONT);
  EXPECT_EQ(search.wait(), 0) << read_file(study("idle.log"));
}

TEST_F(Workers, OutOfMemoryIsTriedAgainWithHalfTheBatch) {
  const auto more = *folder_ / "more";
  ASSERT_EQ(run_efs({"data", "synth", more.string(), "--images", "90", "--side", "96"}).exit_code,
            0);
  // One arena: what glibc reserves for more of them differs from run to run, and takes what half a batch needs.
  const std::string limited = R"(export MALLOC_ARENA_MAX=1; ulimit -v 2400000; exec "$0" "$@")";
  std::vector<std::string> words{"-c", limited, testing::efs_program()};
  for (auto word : arguments("large", 1)) {
    const auto at = word.find("/faces/");
    words.push_back(at == std::string::npos ? word : word.replace(at, 7, "/more/"));
  }
  for (const char* word : {"input=224", "tap=0", "head=gap", "space.architectures=[resnet18]",
                           "stages=[{epochs: 1, keep: 1}]", "train.batch_size=64"}) {
    words.emplace_back(word);
  }
  const auto result = testing::run_program("/bin/sh", words);
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("tried again with half the batch"));
}

TEST_F(Workers, EndWithTheSearch) {
  std::vector<int> workers;
  {
    BackgroundEfs search(arguments("gone"), study("gone.log"));
    wait_for([&] {
      workers = search.children();
      return workers.size() == 2 && testing::has_trained(study("gone"));
    });
    search.signal(SIGKILL);
    search.wait();
  }
  const auto lives = [](int process) { return ::kill(process, 0) == 0; };
  wait_for([&] { return !lives(workers[0]) && !lives(workers[1]); });
}

}  // namespace
}  // namespace efs
