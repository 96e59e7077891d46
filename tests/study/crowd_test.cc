// 16 workers and 10,000 trials: none is claimed twice, none is lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <sstream>
#include <thread>
#include <vector>

#include "study/example_info.h"
#include "study/storage.h"
#include "support/child.h"
#include "support/memory_storage.h"
#include "support/postgres_server.h"
#include "support/temporary_folder.h"

namespace efs::study {
namespace {

constexpr int kWorkers = 16;
constexpr int kTrials = 10000;
constexpr double kLease_s = 3600.0;

void create_trials(Storage& storage) {
  std::vector<Action> actions;
  for (int i = 0; i < kTrials; ++i) {
    actions.emplace_back(CreateTrial{{{"learning_rate", 1e-3 * i}}, 1, 10});
  }
  ASSERT_TRUE(storage.apply(actions, storage.revision()));
}

/// Claims and ends trials until there is none; their numbers.
std::string work(Storage& storage, const std::string& worker) {
  std::ostringstream numbers;
  while (const auto trial = storage.claim(worker, kLease_s)) {
    storage.report_epoch(trial->lease(), {.epoch = 1});
    storage.pause(trial->lease());
    numbers << trial->number << ' ';
  }
  return numbers.str();
}

void expect_each_once(const std::vector<std::string>& worked, Storage& storage) {
  std::vector<int> times(kTrials, 0);
  for (const std::string& text : worked) {
    EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr("exception")));
    std::istringstream numbers(text);
    for (int number = 0; numbers >> number;) ++times.at(static_cast<std::size_t>(number));
  }
  EXPECT_THAT(times, ::testing::Each(1));
  for (const Trial& trial : storage.history().trials) {
    EXPECT_EQ(trial.state, TrialState::kPaused);
    EXPECT_EQ(trial.claims, 1);
    EXPECT_EQ(trial.epochs.size(), 1U);
  }
}

/// In processes of their own; `open` connects.
void processes_claim_each_once(const std::function<std::unique_ptr<Storage>()>& open) {
  std::vector<std::unique_ptr<Child>> workers;
  for (int i = 0; i < kWorkers; ++i) {
    workers.push_back(
        std::make_unique<Child>([&open, i] { return work(*open(), "w" + std::to_string(i)); }));
  }
  std::vector<std::string> worked;
  for (const auto& worker : workers) worked.push_back(worker->result());
  expect_each_once(worked, *open());
}

TEST(Crowd, OnSqlite) {
  const TemporaryFolder folder;
  const std::string path = folder / "study.db";
  create_trials(*create_sqlite_storage(path, example_info()));
  processes_claim_each_once([&] { return open_sqlite_storage(path); });
}

TEST(Crowd, OnPostgres) {
  const testing::PostgresServer server;
  const std::string url = server.url() + "/crowd";
  create_trials(*create_postgres_storage(url, example_info()));
  processes_claim_each_once([&] { return open_postgres_storage(url); });
}

// A memory has no processes; the last, because a process must not be forked from threads.
TEST(Crowd, OnMemory) {
  const auto storage = create_memory_storage(example_info());
  create_trials(*storage);
  std::vector<std::string> worked(kWorkers);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < worked.size(); ++i) {
    threads.emplace_back([&, i] { worked[i] = work(*storage, "w" + std::to_string(i)); });
  }
  for (auto& thread : threads) thread.join();
  expect_each_once(worked, *storage);
}

}  // namespace
}  // namespace efs::study
