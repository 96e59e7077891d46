// A search's worker processes from outside: side by side, and when one of them dies.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <functional>
#include <thread>

#include "core/files.h"
#include "core/json.h"
#include "program.h"

namespace efs {
namespace {

using testing::BackgroundEfs;
using ::testing::HasSubstr;
using testing::run_efs;
namespace fs = std::filesystem;

class Workers : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto drawn = run_efs({"data", "synth", (folder_ / "faces").string(), "--images", "60",
                                "--side", "96", "--seed", "3"});
    ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
  }

  fs::path study(const std::string& name) const { return folder_ / name; }
  std::vector<std::string> arguments(const std::string& name, int workers = 2) const {
    return {"search",
            "--images",
            (folder_ / "faces" / "images").string(),
            "--labels",
            (folder_ / "faces" / "labels.txt").string(),
            "--study",
            study(name).string(),
            "input=64",
            "space.architectures=[shufflenet_v2_x0_5, squeezenet1_1, shufflenet_v2_x1_0]",
            "stages=[{epochs: 3, keep: 2}, {epochs: 5, keep: 1}]",
            "train.precision=fp32",
            "search.workers=" + std::to_string(workers),
            "search.threads_per_worker=1",
            "latency.cache=" + (folder_ / "latency").string()};
  }

  /// Kills both processes, once trial 0 has trained an epoch.
  void kill_both(const BackgroundEfs& search, const std::string& name) const {
    wait_for([&] { return fs::exists(study(name) / "trials/0000/checkpoint.safetensors"); });
    const auto workers = search.children();
    ASSERT_EQ(workers.size(), 2U);
    ::kill(workers[0], SIGKILL);
    ::kill(workers[1], SIGKILL);
  }

  static void wait_for(const std::function<bool()>& condition) {
    for (int i = 0; i < 1200 && !condition(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
  }

  TemporaryFolder folder_;
};

TEST_F(Workers, SeveralOfWhichSomeAreKilledGiveWhatOneGives) {
  ASSERT_EQ(run_efs(arguments("steady", 1)).exit_code, 0);
  BackgroundEfs search(arguments("shot"), study("shot.log"));
  kill_both(search, "shot");
  ASSERT_EQ(search.wait(), 0) << read_file(study("shot.log"));
  EXPECT_THAT(read_file(study("shot.log")), HasSubstr("it is tried again"));
  EXPECT_EQ(testing::results_without_times(study("shot")),
            testing::results_without_times(study("steady")));
  EXPECT_EQ(read_file(study("shot") / "leaderboard.csv"),
            read_file(study("steady") / "leaderboard.csv"));
}

// SIGSTOP: the process lives, and does nothing.
TEST_F(Workers, OneThatHangsIsReplaced) {
  const auto longer = [&](const std::string& name, int workers) {
    auto words = arguments(name, workers);
    words.insert(words.end(),
                 {"stages=[{epochs: 12, keep: 2}, {epochs: 14, keep: 1}]", "search.lease_s=4"});
    return words;
  };
  ASSERT_EQ(run_efs(longer("steady", 1)).exit_code, 0);
  BackgroundEfs search(longer("hung", 2), study("hung.log"));
  // The largest network is claimed first; both workers train then.
  wait_for([&] { return fs::exists(study("hung") / "trials/0001/checkpoint.safetensors"); });
  const auto workers = search.children();
  ASSERT_EQ(workers.size(), 2U);
  ::kill(workers[0], SIGSTOP);
  ASSERT_EQ(search.wait(), 0) << read_file(study("hung.log"));
  EXPECT_NE(::kill(workers[0], 0), 0) << "it hangs still";
  EXPECT_THAT(read_file(study("hung.log")), HasSubstr(" hung for "));
  EXPECT_EQ(testing::results_without_times(study("hung")),
            testing::results_without_times(study("steady")));
}

// Stopped while it has nothing to do, at the end of the study.
TEST_F(Workers, OneThatHangsWithoutATrialDoesNotHoldTheSearch) {
  auto words = arguments("idle");
  words.insert(words.end(), {"space.architectures=[shufflenet_v2_x0_5]",
                             "stages=[{epochs: 8, keep: 1}]", "search.lease_s=2"});
  BackgroundEfs search(words, study("idle.log"));
  wait_for([&] { return fs::exists(study("idle") / "trials/0000/checkpoint.safetensors"); });
  const auto status = run_efs({"status", study("idle").string(), "--format", "json"});
  const auto holder = Json::parse(status.out).at("running").at(0).at("worker").get<std::string>();
  const std::size_t idle = holder.back() == '0' ? 1 : 0;  // HOST:PID:SLOT
  ::kill(search.children().at(idle), SIGSTOP);
  EXPECT_EQ(search.wait(), 0) << read_file(study("idle.log"));
}

TEST_F(Workers, OutOfMemoryIsTriedAgainWithHalfTheBatch) {
  const auto more = folder_ / "more";
  ASSERT_EQ(run_efs({"data", "synth", more.string(), "--images", "90", "--side", "96"}).exit_code,
            0);
  const std::string limited = R"(ulimit -v 2400000; exec "$0" "$@")";
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
    wait_for([&] { return fs::exists(study("gone") / "trials/0000/checkpoint.safetensors"); });
    workers = search.children();
    search.signal(SIGKILL);
    search.wait();
  }
  ASSERT_EQ(workers.size(), 2U);
  wait_for([&] { return ::kill(workers[0], 0) != 0 && ::kill(workers[1], 0) != 0; });
  for (const int worker : workers) EXPECT_NE(::kill(worker, 0), 0) << "it outlived its search";
}

}  // namespace
}  // namespace efs
